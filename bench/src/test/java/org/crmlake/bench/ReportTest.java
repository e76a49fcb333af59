package org.crmlake.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    @TempDir
    private Path folder;

    @Test
    void theRatioIsOfTheMediansOfBothSides() {
        assertThat(comparison().ratio()).isEqualTo(0.5);
        assertThat(side("even", 1, 2, 3, 10).median()).isEqualTo(2.5);
        assertThat(side("even", 1, 2, 3, 10).most()).isEqualTo(10);
    }

    @Test
    void theFileHoldsEveryValueAndTheMachine() throws IOException {
        Path file = folder.resolve("reports/r.json");
        report().write(file);
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        JsonNode line = json.get("lines").get(0);

        assertThat(json.get("at").textValue()).isEqualTo("2026-03-01T10:00:00Z");
        assertThat(json.get("commit").textValue()).isEqualTo("abc1234");
        assertThat(json.get("machine").get("cores").intValue()).isEqualTo(2);
        assertThat(json.get("sizes").get("events").longValue()).isEqualTo(20_000);
        assertThat(line.get("line").textValue()).isEqualTo("copy");
        assertThat(line.get("ratio").doubleValue()).isEqualTo(0.5);
        assertThat(line.get("met").booleanValue()).isTrue();
        assertThat(line.get("ours").get("values")).hasToString("[3.0,1.0,2.0]");
        assertThat(line.get("ours").get("cpu_seconds")).hasToString("[1.5,1.5,1.5]");
        assertThat(line.get("other").get("median").doubleValue()).isEqualTo(4.0);
    }

    @Test
    void theTableSaysWhatWasMissed() {
        Comparison missed =
                new Comparison("slow", "seconds", "cold", side("ours", 3), side("other", 2), "at most 2", false, "");
        String table = new Report(Instant.EPOCH, machine(), "abc1234", Sizes.QUICK, List.of(missed)).table();

        assertThat(table).contains("1.50x").contains("MISSED: at most 2").contains("2 cores");
    }

    private static Report report() {
        return new Report(
                Instant.parse("2026-03-01T10:00:00Z"), machine(), "abc1234", Sizes.QUICK, List.of(comparison()));
    }

    private static Comparison comparison() {
        return new Comparison(
                "copy", "seconds", "warm", side("ours", 3, 1, 2), side("other", 4, 4, 9), "less", true, "");
    }

    private static Machine machine() {
        return new Machine(2, 24_000, "a processor", "Linux 6", "a JVM 17");
    }

    private static Side side(String what, int... seconds) {
        Side side = Side.named(what);
        for (int second : seconds) {
            side.add(new Run(
                    Duration.ofSeconds(second), Duration.ofMillis(1500), 0, JvmCommand.of(List.of()), "", List.of()));
        }
        return side;
    }
}
