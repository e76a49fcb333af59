package org.crmlake.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLineTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":\"}{\"}",
                "{\"a\":\"\\\"}\"} \t",
                "{\"a\":{\"b\":[1,{}]}}",
                "{\"a\":\"\\ud83d\\ude00 \\u00e4 \\\\ud800\"}",
                "[1,2]",
                "42",
                "not JSON",
                "{\"a\":\"never ends",
                "{\"a\":\"\\u12\"}"
            })
    void leavesTheRestToTheParser(String line) {
        assertThat(problem(line)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1} x", "{\"a\":1}{\"a\":2}", "{\"a\":1}]", "[1],", "{}\0"})
    void findsTextAfterTheObject(String line) {
        assertThat(problem(line)).isEqualTo("the line has more after its JSON object");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":\"\\ud800\"}",
                "{\"a\":\"\\ude00\\ud83d\"}",
                "{\"\\uD83Dx\":1}",
                "{\"a\":\"\\ud83d\\u0041\"}",
                "{\"a\":\"\\ud83d"
            })
    void findsHalfASurrogatePair(String line) {
        assertThat(problem(line)).isEqualTo("the line has half a surrogate pair, which has no UTF-8");
    }

    @Test
    void findsNestingThatIsTooDeep() {
        assertThat(problem("[{\"a\":".repeat(100) + "1" + "}]".repeat(100))).isNull();
        assertThat(problem("[".repeat(201) + "]".repeat(201))).isEqualTo("the line is nested deeper than 200");
        assertThat(problem("[".repeat(100_000))).isEqualTo("the line is nested deeper than 200");
        assertThat(problem("{\"a\":\"" + "[".repeat(1000) + "\"}")).isNull();
    }

    private static String problem(String line) {
        return JsonLine.problem(line.getBytes(StandardCharsets.UTF_8));
    }
}
