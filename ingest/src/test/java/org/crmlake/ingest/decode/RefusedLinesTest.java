package org.crmlake.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.crmlake.ingest.source.LineRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefusedLinesTest {
    private final DecodedLines lines = new DecodedLines();

    @ParameterizedTest
    @ValueSource(strings = {"null", "42", "\"text\"", "[]", "[{\"userId\":\"u\"}]", "true", " "})
    void refusesWhatIsNoObject(String line) {
        assertThat(lines.problem(line)).isEqualTo("the line is not a JSON object");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"userId\":\"u\"",
                "{\"userId\":\"u\"]",
                "{'userId':'u'}",
                "{\"userId\":}",
                "{\"userId\":\"u\",}",
                "{\"userId\":\"a\tb\"}",
                "{\"userId\":\"a\0b\"}",
                "{\"userId\":NaN}",
                "{\"userId\":\"u\"} x",
                "userId,event",
                "{\"userId\":\"\\x\"}"
            })
    void refusesWhatIsNoJson(String line) {
        assertThat(lines.problem(line)).startsWith("the line is not JSON: ").doesNotContain("\n", "Source: ");
    }

    @Test
    void saysInOneLineWhereTheJsonIsBroken() {
        assertThat(lines.problem("{\"userId\":\"u\""))
                .isEqualTo(
                        "the line is not JSON: Unexpected end-of-input: expected close marker for Object (start marker at"
                                + " column: 1)");
    }

    @Test
    void refusesASecondObjectOnTheLine() {
        assertThat(lines.problem("{\"userId\":\"u\"}{\"userId\":\"v\"}"))
                .isEqualTo("the line has more after its JSON object");
        assertThat(lines.problem("{\"userId\":\"u\"} 1")).isEqualTo("the line has more after its JSON object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"properties", "traits", "context"})
    void refusesPropertiesThatAreNoObject(String field) {
        assertThat(lines.problem("{\"userId\":\"u\",\"" + field + "\":[1]}")).isEqualTo(field + " is not an object");
        assertThat(lines.problem("{\"userId\":\"u\",\"" + field + "\":\"a\"}")).isEqualTo(field + " is not an object");
        assertThat(lines.problem("{\"userId\":\"u\",\"" + field + "\":null}")).isNull();
    }

    @Test
    void refusesNestingThatCouldExhaustTheStack() {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);

        assertThat(lines.problem("{\"userId\":\"u\",\"properties\":{\"a\":" + deep + "}}"))
                .startsWith("the line is not JSON: ")
                .contains("nesting depth");
        assertThat(lines.problem("{\"userId\":\"u\",\"properties\":{\"a\":" + "[".repeat(150) + "]".repeat(150) + "}}"))
                .isNull();
    }

    @Test
    void leavesALoneSurrogateToTheRules() {
        assertThat(lines.problem("{\"type\":\"page\",\"userId\":\"u\\ud83d\"}")).isNull();
        assertThat(EventRules.problem(lines.draft())).isPresent();

        assertThat(lines.problem("{\"type\":\"page\",\"userId\":\"u\",\"timestamp\":\"2026-01-31T12:00:00Z\","
                        + "\"properties\":{\"a\":[\"\\ud83d\"]}}"))
                .isNull();
        assertThat(EventRules.problem(lines.draft()))
                .contains("property 'a' has half a surrogate pair, which has no UTF-8");
    }

    @Test
    void refusesALineTooLongOrNotUtf8() {
        assertThat(problem(new byte[11], 10)).isEqualTo("the record has 11 bytes, more than 10");
        assertThat(problem(new byte[10], 10)).isNull();
        assertThat(problem(new byte[] {'a', (byte) 0xE4}, 10)).isEqualTo("the line is not UTF-8");
        // A lone surrogate and an overlong slash, written as bytes.
        assertThat(problem(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, 10))
                .isEqualTo("the line is not UTF-8");
        assertThat(problem(new byte[] {(byte) 0xC0, (byte) 0xAF}, 10)).isEqualTo("the line is not UTF-8");
        assertThat(problem("größe 😀".getBytes(StandardCharsets.UTF_8), 100)).isNull();
    }

    @Test
    void saysHowMuchIsKeptOfALineThatWasCut() {
        assertThat(LineText.problem(new LineRecord(0, 0, new byte[11], 2000), 10))
                .isEqualTo("the record has 2000 bytes, more than 10; its first 11 are kept, and it cannot be replayed");
    }

    private static String problem(byte[] line, int maxRecordBytes) {
        return LineText.problem(new LineRecord(0, 0, line), maxRecordBytes);
    }
}
