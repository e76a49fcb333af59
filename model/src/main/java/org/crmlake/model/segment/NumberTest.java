package org.crmlake.model.segment;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * Whether a number lies between two others.
 *
 * @param low the lower end, or null for none
 * @param withLow whether the lower end passes
 * @param high the upper end, or null for none
 * @param withHigh whether the upper end passes
 */
public record NumberTest(BigDecimal low, boolean withLow, BigDecimal high, boolean withHigh) implements Serializable {
    static final List<String> WORDS = List.of("at_least", "more_than", "at_most", "less_than");

    /** Whether the number passes. */
    public boolean holds(BigDecimal number) {
        return holds(number, BigDecimal.ONE);
    }

    /** Whether {@code sum} divided by the positive {@code parts} passes; nothing is rounded. */
    boolean holds(BigDecimal sum, BigDecimal parts) {
        if (low != null) {
            int order = sum.compareTo(low.multiply(parts));
            if (order < 0 || order == 0 && !withLow) {
                return false;
            }
        }
        if (high != null) {
            int order = sum.compareTo(high.multiply(parts));
            return order < 0 || order == 0 && withHigh;
        }
        return true;
    }

    /** Reads {@code at_least}, {@code more_than}, {@code at_most} and {@code less_than}; empty if none is there. */
    static Optional<NumberTest> read(Settings settings) {
        BigDecimal atLeast = settings.number("at_least");
        BigDecimal moreThan = settings.number("more_than");
        BigDecimal atMost = settings.number("at_most");
        BigDecimal lessThan = settings.number("less_than");
        if (atLeast != null && moreThan != null) {
            settings.problem("more_than", "at_least is there as well. Use one of them");
        }
        if (atMost != null && lessThan != null) {
            settings.problem("less_than", "at_most is there as well. Use one of them");
        }
        BigDecimal low = atLeast == null ? moreThan : atLeast;
        BigDecimal high = atMost == null ? lessThan : atMost;
        if (low == null && high == null) {
            return Optional.empty();
        }
        if (low != null && high != null && low.compareTo(high) > 0) {
            settings.problem("", "no number is both from " + low + " on and up to " + high);
        }
        return Optional.of(new NumberTest(low, atLeast != null, high, atMost != null));
    }
}
