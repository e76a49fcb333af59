package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/crmlake} as it is built, on the class path that is shipped, which has less on it than that of the tests. */
class PackagedIT {
    @TempDir
    private Path folder;

    @Test
    void holdsEventsToTheirContracts() throws Exception {
        Path contracts = Files.createDirectories(folder.resolve("contracts"));
        Files.writeString(contracts.resolve("signed-up.yaml"), """
                title: Signed Up
                type: object
                properties:
                  properties:
                    type: object
                    required: [plan]
                """);
        Path events = Files.writeString(folder.resolve("events.jsonl"), """
                {"type":"track","event":"Signed Up","userId":"u1","messageId":"m1","timestamp":"2024-01-01T10:00:00Z","properties":{"plan":"a"}}
                {"type":"track","event":"Signed Up","userId":"u2","messageId":"m2","timestamp":"2024-01-01T10:00:00Z","properties":{}}
                """);

        JsonNode report = json(
                new PackagedCommand(folder),
                "ingest",
                "check",
                events.toString(),
                "--set",
                "ingest.contracts=" + contracts,
                "-o",
                "json");

        assertThat(report.path("accepted").asLong()).isEqualTo(1);
        assertThat(report.path("rejected").asLong()).isEqualTo(1);
    }

    @Test
    void readsEveryFileOfAFolderInALocaleWithoutLetters() throws Exception {
        Path files = Files.createDirectories(folder.resolve("grö\u00dfe"));
        String line =
                "{\"type\":\"track\",\"event\":\"Signed Up\",\"userId\":\"%s\",\"timestamp\":\"2024-01-01T10:00:00Z\"}\n";
        Files.writeString(files.resolve("ä.jsonl"), line.formatted("u1"));
        Files.writeString(files.resolve("b.jsonl"), line.formatted("u2"));

        JsonNode report = json(
                new PackagedCommand(folder).with("LC_ALL", "C"), "ingest", "check", files.toString(), "-o", "json");

        assertThat(report.path("accepted").asLong()).isEqualTo(2);
    }

    private static JsonNode json(PackagedCommand crmlake, String... arguments) throws IOException {
        return new ObjectMapper().readTree(crmlake.done(arguments).out());
    }
}
