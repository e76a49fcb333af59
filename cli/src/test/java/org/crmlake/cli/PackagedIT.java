package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
                Map.of(), "ingest", "check", events.toString(), "--set", "ingest.contracts=" + contracts, "-o", "json");

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

        JsonNode report = json(Map.of("LC_ALL", "C"), "ingest", "check", files.toString(), "-o", "json");

        assertThat(report.path("accepted").asLong()).isEqualTo(2);
    }

    private JsonNode json(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>();
        line.add(RunCrmlake.REPOSITORY.resolve("bin/crmlake").toString());
        line.addAll(List.of(arguments));
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(line).redirectError(err.toFile());
        builder.environment().put("CRMLAKE_NO_BUILD", "1");
        builder.environment().put("CRMLAKE_HOME", folder.resolve("home").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        byte[] out = process.getInputStream().readAllBytes();
        assertThat(process.waitFor()).as(() -> said(err)).isZero();
        return new ObjectMapper().readTree(out);
    }

    private static String said(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
