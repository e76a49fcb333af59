package org.crmlake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.crmlake.model.BoundedPattern.TooManySteps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedPatternTest {
    @Test
    void findsWhatJavaFinds() {
        BoundedPattern digits = BoundedPattern.compile("(?<=#)\\d+", 0);

        assertThat(digits.isFoundIn("order #17")).isTrue();
        assertThat(digits.isFoundIn("order 17")).isFalse();
        assertThat(digits.matches("17")).isFalse();
        assertThat(BoundedPattern.compile("\\d+", 0).matches("17")).isTrue();
        assertThat(digits.count("#1 #2 #3", 0)).isEqualTo(3);
        assertThat(digits.count("#1 #2 #3", 3)).isEqualTo(2);
        assertThat(BoundedPattern.compile("\\s*;\\s*", 0).split("a ; b;;c")).containsExactly("a", "b", "", "c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a*a*a*a*a*b", "(a+)+\\1b", ".*a.*a.*a.*a.*b", "(a|a)*(a|aa)*\\1b"})
    void givesUpWhereJavaWouldRunForHours(String expression) {
        BoundedPattern pattern = BoundedPattern.compile(expression, 0);
        String text = "a".repeat(60) + "!";

        assertThatThrownBy(() -> pattern.isFoundIn(text))
                .isInstanceOf(TooManySteps.class)
                .hasMessage("the regular expression '" + expression + "' takes more than 168442 steps on a text of 61"
                        + " characters");
    }

    @Test
    void givesUpOnLongTextsThatTakeTheSquareOfTheirLength() {
        BoundedPattern pattern = BoundedPattern.compile("\\s*x$", 0);

        assertThat(pattern.isFoundIn(" ".repeat(3_000))).isFalse();
        String blanks = " ".repeat(1_000_000);
        assertThatThrownBy(() -> pattern.isFoundIn(blanks)).isInstanceOf(TooManySteps.class);
    }

    @Test
    void anExpressionThatTakesAllTheStackIsGivenUp() {
        BoundedPattern pattern = BoundedPattern.compile("^(\\w|-)+$", 0);
        String text = "a".repeat(2_000_000);

        assertThatThrownBy(() -> pattern.isFoundIn(text))
                .isInstanceOf(TooManySteps.class)
                .hasMessage("the regular expression '^(\\w|-)+$' takes more stack than there is on a text of 2000000"
                        + " characters");
    }

    @Test
    void saysHowLongATextBecomes() {
        BoundedPattern word = BoundedPattern.compile("(\\w)\\w*", 0);

        assertThat(word.replacedLength("ab, cd", 0, "$1!", 100)).isEqualTo("a!, c!".length());
        assertThat(word.replacedLength("ab, cd", 3, "", 100)).isEqualTo("ab, ".length());
        assertThatThrownBy(() -> word.replacedLength("a ".repeat(50), 0, "$1".repeat(3), 100))
                .isInstanceOf(BoundedPattern.TooLong.class)
                .hasMessage(
                        "to replace the regular expression '(\\w)\\w*' makes more than 100 characters of a text of 100");
    }

    @Test
    void theStepsAllowedGrowWithTheText() {
        assertThat(BoundedPattern.mostSteps(0)).isEqualTo(100_000);
        assertThat(BoundedPattern.mostSteps(1_000)).isEqualTo(3_100_000);
        assertThat(BoundedPattern.mostSteps(1 << 20)).isEqualTo(214_957_600L);
    }
}
