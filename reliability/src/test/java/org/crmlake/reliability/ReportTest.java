package org.crmlake.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final Side GOOD = Side.compare("lake", Map.of("a", "1"), List.of(new StoredRecord("a", "1")));
    private static final Side BAD = Side.compare("lake", Map.of("a", "1"), List.of());

    @Test
    void countsEachKindOfBlow(@TempDir Path folder) throws Exception {
        Report report = report(GOOD, List.of(), List.of(), List.of(), 1);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        report.print(new PrintStream(text, true, StandardCharsets.UTF_8));
        report.write(folder.resolve("report.json"));

        assertThat(report.agrees()).isTrue();
        assertThat(text.toString(StandardCharsets.UTF_8))
                .contains(
                        "kills 1, of them with the timeline ahead of the lake 1",
                        "pauses 1, with a rival 1, with commits of others 0; ended as committed 0, refused 1, failed 0",
                        "answers lost 1: of events 1, of dead letters 0; ended as committed 1, failed 0",
                        "by the database             0",
                        "by the service              1",
                        "exports 2, killed before 1, files without a manifest 3",
                        "Nothing lost, nothing twice, nothing misfiled");
        assertThat(Files.readString(folder.resolve("report.json")))
                .contains("\"deaths\"", "\"pauses\"", "\"answers\"", "\"exports\"", "\"state\"");
    }

    @Test
    void failsOverWhateverIsOff() {
        assertThat(List.of(
                        report(BAD, List.of(), List.of(), List.of(), 1),
                        report(GOOD, List.of("a table has lost a file"), List.of(), List.of(), 1),
                        report(GOOD, List.of(), List.of("a file is half written"), List.of(), 1),
                        report(GOOD, List.of(), List.of(), List.of("a command ended strangely"), 1),
                        report(GOOD, List.of(), List.of(), List.of(), 2)))
                .noneMatch(Report::agrees)
                .allSatisfy(report -> {
                    ByteArrayOutputStream text = new ByteArrayOutputStream();
                    report.print(new PrintStream(text, true, StandardCharsets.UTF_8));
                    assertThat(text.toString(StandardCharsets.UTF_8)).contains("FAILED");
                });
    }

    private static Report report(
            Side side, List<String> ofState, List<String> ofExports, List<String> failures, long committed) {
        return new Report(
                1,
                List.of(new Death(SourceKind.FILES, FailPoint.JUDGED, FailPoint.JUDGED, 4)),
                List.of(new Pause(SourceKind.TOPIC, FailPoint.ANY_TIME, null, true, false, 30, Ending.REFUSED)),
                List.of(new LostAnswer(SourceKind.FOLDER, CatalogInUse.SERVICE, "events", Ending.COMMITTED)),
                List.of(new Comparison(
                        List.of(side),
                        Map.of(Outcome.EVENT, 1L),
                        Map.of(Outcome.EVENT, committed),
                        new StoreState(1, 1, 1, 1, 1, 0, 0, ofState))),
                List.of(new ExportOutcome("t", 2, 1, 3, ofExports)),
                failures,
                List.of(),
                60);
    }
}
