package org.crmlake.reliability;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a run showed.
 *
 * @param seed all sources and all kills come from it
 * @param deaths every process that was killed
 * @param pauses every process that was paused
 * @param answers every answer of the catalog that was lost
 * @param comparisons one for each tenant whose ingester was struck
 * @param exports what came of the exports of each tenant
 * @param failures tenants whose commands did not end as they have to
 * @param scenarios other faults
 * @param seconds how long it took
 */
public record Report(
        long seed,
        List<Death> deaths,
        List<Pause> pauses,
        List<LostAnswer> answers,
        List<Comparison> comparisons,
        List<ExportOutcome> exports,
        List<String> failures,
        List<Scenario> scenarios,
        long seconds) {
    private static final List<String> STORES = List.of("lake", "timeline", "dead letters", "profiles");

    static String sentence(Comparison comparison) {
        return "%d records, lost %d, duplicated %d, misfiled %d%s"
                .formatted(
                        records(comparison),
                        comparison.lost(),
                        comparison.duplicated(),
                        comparison.misfiled(),
                        comparison.agrees() ? "" : ", NOT as it has to be");
    }

    private static long records(Comparison comparison) {
        return comparison.outcomes().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Returns whether nothing is lost, twice or misfiled, and the commits say of all records what the sources say. */
    public boolean agrees() {
        return Stream.concat(comparisons.stream(), scenarios.stream().map(Scenario::comparison))
                        .allMatch(Comparison::agrees)
                && failures.isEmpty()
                && exports.stream().allMatch(outcome -> outcome.faults().isEmpty());
    }

    /** Prints tables of the kills, pauses and lost answers by source, and one line a store. */
    public void print(PrintStream out) {
        table(out, "last step before the kill", deaths, Death::source, Death::last);
        table(out, "last step before the pause", pauses, Pause::source, Pause::last);
        out.printf("%n%-28s", "answers lost");
        for (SourceKind kind : SourceKind.values()) {
            out.printf(
                    "%14d",
                    answers.stream().filter(answer -> answer.source() == kind).count());
        }
        out.printf("%8d%n", answers.size());
        for (CatalogInUse catalog : CatalogInUse.values()) {
            out.printf(
                    "%-28s%d%n",
                    "by the " + catalog.text(),
                    answers.stream()
                            .filter(answer -> answer.catalog() == catalog)
                            .count());
        }
        stores(out);
    }

    private static <T> void table(
            PrintStream out, String title, List<T> blows, Function<T, SourceKind> source, Function<T, FailPoint> last) {
        out.printf("%n%-28s", title);
        for (SourceKind kind : SourceKind.values()) {
            out.printf("%14s", kind.text());
        }
        out.printf("%8s%n", "all");
        List<FailPoint> rows = new ArrayList<>(List.of(FailPoint.values()));
        rows.set(0, null);
        for (FailPoint row : rows) {
            out.printf("%-28s", row == null ? "none" : row.text());
            for (SourceKind kind : SourceKind.values()) {
                out.printf("%14d", count(blows, blow -> last.apply(blow) == row && source.apply(blow) == kind));
            }
            out.printf("%8d%n", count(blows, blow -> last.apply(blow) == row));
        }
        out.printf("%-28s", "all");
        for (SourceKind kind : SourceKind.values()) {
            out.printf("%14d", count(blows, blow -> source.apply(blow) == kind));
        }
        out.printf("%8d%n", blows.size());
    }

    private static <T> long count(List<T> blows, Predicate<T> wanted) {
        return blows.stream().filter(wanted).count();
    }

    private void stores(PrintStream out) {
        out.printf(
                "%nkills %d, of them with the timeline ahead of the lake %d%n",
                deaths.size(), count(deaths, death -> death.timelineAhead() > 0));
        out.printf(
                "pauses %d, with a rival %d, with commits of others %d; ended as committed %d, refused %d, failed %d%n",
                pauses.size(),
                count(pauses, Pause::rival),
                count(pauses, Pause::others),
                count(pauses, pause -> pause.ending() == Ending.COMMITTED),
                count(pauses, pause -> pause.ending() == Ending.REFUSED),
                count(pauses, pause -> pause.ending() == Ending.FAILED));
        out.printf(
                "answers lost %d: of events %d, of dead letters %d; ended as committed %d, failed %d%n",
                answers.size(),
                count(answers, answer -> answer.table().equals("events")),
                count(answers, answer -> answer.table().equals("dead_letters")),
                count(answers, answer -> answer.ending() == Ending.COMMITTED),
                count(answers, answer -> answer.ending() == Ending.FAILED));
        out.printf(
                "exports %d, killed before %d, files without a manifest %d%n%n",
                exports.stream().mapToInt(ExportOutcome::exports).sum(),
                exports.stream().mapToInt(ExportOutcome::kills).sum(),
                exports.stream().mapToInt(ExportOutcome::unfinished).sum());
        out.printf(
                "%-14s%10s%10s%8s%12s%10s  %s%n",
                "", "expected", "found", "lost", "duplicated", "misfiled", "checksum");
        for (String store : STORES) {
            List<Side> sides = sides(store);
            out.printf(
                    "%-14s%10d%10d%8d%12d%10d  %016x %s %016x%n",
                    store,
                    sides.stream().mapToLong(Side::expected).sum(),
                    sides.stream().mapToLong(Side::found).sum(),
                    sides.stream().mapToLong(Side::lost).sum(),
                    sides.stream().mapToLong(Side::duplicated).sum(),
                    sides.stream().mapToLong(Side::misfiled).sum(),
                    sides.stream().mapToLong(Side::expectedChecksum).sum(),
                    sides.stream().allMatch(Side::agrees) ? "=" : "is not",
                    sides.stream().mapToLong(Side::foundChecksum).sum());
        }
        out.printf("outcomes by the source  %s%noutcomes by the commits %s%n", outcomes(false), outcomes(true));
        for (Comparison comparison : comparisons) {
            StoreState state = comparison.state();
            out.printf(
                    "%d tables read: %d rows; %d snapshots with %d manifests and %d data files; left by the dead: %d data"
                            + " files, %d staging folders%n",
                    state.tables(),
                    state.rows(),
                    state.snapshots(),
                    state.manifests(),
                    state.dataFiles(),
                    state.orphans(),
                    state.staging());
            faults(out, comparison);
        }
        exports.forEach(outcome -> outcome.faults().forEach(out::println));
        failures.forEach(out::println);
        for (Scenario scenario : scenarios) {
            out.printf("%s: %s, %d s%n", scenario.name(), sentence(scenario.comparison()), scenario.seconds());
            faults(out, scenario.comparison());
        }
        out.printf("%s after %d s%n", agrees() ? "Nothing lost, nothing twice, nothing misfiled" : "FAILED", seconds);
    }

    private static void faults(PrintStream out, Comparison comparison) {
        comparison.sides().forEach(side -> side.samples().forEach(out::println));
        comparison.state().faults().forEach(out::println);
    }

    private List<Side> sides(String store) {
        return comparisons.stream()
                .flatMap(comparison -> comparison.sides().stream())
                .filter(side -> side.name().equals(store))
                .toList();
    }

    private Map<Outcome, Long> outcomes(boolean committed) {
        Map<Outcome, Long> sums = new LinkedHashMap<>();
        for (Comparison comparison : comparisons) {
            (committed ? comparison.committed() : comparison.outcomes())
                    .forEach((outcome, count) -> sums.merge(outcome, count, Long::sum));
        }
        return sums;
    }

    /** Writes everything as JSON. */
    void write(Path file) throws IOException {
        ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        Files.createDirectories(file.toAbsolutePath().getParent());
        json.writeValue(file.toFile(), this);
    }
}
