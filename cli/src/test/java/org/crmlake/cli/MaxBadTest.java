package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.crmlake.model.BatchReport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class MaxBadTest {
    private final MaxBad.Converter converter = new MaxBad.Converter();

    @ParameterizedTest
    @CsvSource({
        "0, 0, false",
        "0, 1, true",
        "5, 5, false",
        "5, 6, true",
        "0.5%, 5, false",
        "0.5%, 6, true",
        "0%, 1, true"
    })
    void isExceededByOneRejectionMoreOfAThousand(String allowed, long rejected, boolean exceeded) {
        BatchReport report = new BatchReport("b", 1000, 1000 - rejected, rejected, 0, 0, Duration.ZERO);

        assertThat(converter.convert(allowed).isExceededBy(report)).isEqualTo(exceeded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5", "five", "%", "1e3%", "1,5%"})
    void isANumberOrAPercentage(String text) {
        assertThatThrownBy(() -> converter.convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessage("'" + text + "' is neither a number like 100 nor a percentage like 0.5%");
    }
}
