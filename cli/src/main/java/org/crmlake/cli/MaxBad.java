package org.crmlake.cli;

import java.math.BigDecimal;
import org.crmlake.model.BatchReport;
import org.crmlake.model.Printable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How many rejections a batch may have before its command reports failure.
 *
 * @param amount a number of records, or a percentage of those read
 * @param percent whether it is a percentage
 */
record MaxBad(BigDecimal amount, boolean percent) {

    /** {@code 100} or {@code 0.5%}. */
    static final class Converter implements ITypeConverter<MaxBad> {
        @Override
        public MaxBad convert(String text) {
            if (text.matches("[0-9]{1,18}")) {
                return new MaxBad(new BigDecimal(text), false);
            }
            if (text.matches("[0-9]{1,3}([.][0-9]{1,6})?%")) {
                return new MaxBad(new BigDecimal(text.substring(0, text.length() - 1)), true);
            }
            throw new TypeConversionException(
                    "'" + Printable.of(text) + "' is neither a number like 100 nor a percentage like 0.5%");
        }
    }

    boolean isExceededBy(BatchReport report) {
        BigDecimal rejected = BigDecimal.valueOf(report.rejected());
        // Both sides times a hundred, so that nothing is divided.
        return percent
                ? rejected.scaleByPowerOfTen(2).compareTo(amount.multiply(BigDecimal.valueOf(report.read()))) > 0
                : rejected.compareTo(amount) > 0;
    }

    @Override
    public String toString() {
        return amount.toPlainString() + (percent ? "%" : "");
    }
}
