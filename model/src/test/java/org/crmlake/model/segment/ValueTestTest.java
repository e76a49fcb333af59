package org.crmlake.model.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueTestTest {
    private static final ValueTest TEN =
            new ValueTest.Number(new NumberTest(BigDecimal.TEN, true, BigDecimal.TEN, true));

    @ParameterizedTest
    @CsvSource({"abc", "''", "1O", "ten"})
    void aTextThatIsNoNumberPassesNoTestOfNumbers(String text) {
        assertThat(TEN.holds(text)).isFalse();
        assertThat(new ValueTest.Differs(TEN).holds(text)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"10, true", "10.0, true", "11, false", "-10, false"})
    void aNumberIsEqualOrDiffers(String text, boolean equal) {
        assertThat(TEN.holds(text)).isEqualTo(equal);
        assertThat(new ValueTest.Differs(TEN).holds(text)).isEqualTo(!equal);
    }

    @Test
    void aTextDiffersFromOtherTexts() {
        ValueTest differs = new ValueTest.Differs(new ValueTest.OneOf(Set.of("red")));

        assertThat(differs.holds("blue")).isTrue();
        assertThat(differs.holds("red")).isFalse();
        assertThat(differs.holds(null)).isFalse();
    }
}
