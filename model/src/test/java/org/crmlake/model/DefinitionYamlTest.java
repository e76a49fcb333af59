package org.crmlake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionYamlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "NO",
                "no",
                "No",
                "yes",
                "on",
                "off",
                "Y",
                "n",
                "TRUE",
                "False",
                "NULL",
                "007",
                "010",
                "0x10",
                "0o10",
                "1_000",
                ".5",
                "1.",
                "+1",
                "-0x1",
                "12:30",
                "2026-01-31",
                "2026-01-31T12:00:00Z",
                ".inf",
                ".NaN",
                "1.2.3",
                "=",
                "--",
                "SE"
            })
    void aPlainWordIsTheTextThatIsWritten(String word) throws JsonProcessingException {
        JsonNode value = DefinitionYaml.mapper()
                .readTree("a: [" + word + "]\n")
                .path("a")
                .path(0);

        assertThat(value.isTextual()).isTrue();
        assertThat(value.asText()).isEqualTo(word);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "17850", "-3", "1.10", "-0.5", "100.0", "12345678901234567890"})
    void aNumberOfJsonIsANumberAndKeepsItsDigits(String number) throws JsonProcessingException {
        JsonNode value = DefinitionYaml.mapper().readTree("a: " + number + "\n").path("a");

        assertThat(value.isNumber()).isTrue();
        assertThat(value.asText()).isEqualTo(number);
    }

    @Test
    void trueFalseAndNothingAreWhatTheySay() throws JsonProcessingException {
        JsonNode value =
                DefinitionYaml.mapper().readTree("{a: true, b: false, c: ~, d: , e: null, f: 'true', g: \"1\"}");

        assertThat(value.path("a").isBoolean() && value.path("b").isBoolean()).isTrue();
        assertThat(value.path("c").isNull()
                        && value.path("d").isNull()
                        && value.path("e").isNull())
                .isTrue();
        assertThat(value.path("f").isTextual() && value.path("g").isTextual()).isTrue();
    }

    @Test
    void aKeyThatIsThereTwiceIsAProblemWithItsName() {
        assertThatThrownBy(() -> DefinitionYaml.mapper().readTree("a: 1\nb: 2\na: 3\n"))
                .isInstanceOf(JsonProcessingException.class)
                .hasMessageContaining("'a'");
    }
}
