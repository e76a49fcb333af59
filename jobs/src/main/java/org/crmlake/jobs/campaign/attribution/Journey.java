package org.crmlake.jobs.campaign.attribution;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;

/**
 * Journeys of one path: the channels that were met, in order, and how they ended.
 *
 * @param path the channels by number, the first one met first; empty if none was
 * @param age how many days before the end each touch was; null if the source does not say
 * @param conversions how many of the journeys ended with a conversion
 * @param value what the conversions were worth
 * @param nulls how many ended without one
 */
public record Journey(int[] path, double[] age, long conversions, BigDecimal value, long nulls) {
    public Journey {
        requireNonNull(path, "path is null");
        requireNonNull(value, "value is null");
        if (age != null && age.length != path.length) {
            throw new IllegalArgumentException(age.length + " ages for " + path.length + " touches");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Journey that
                && java.util.Arrays.equals(path, that.path)
                && java.util.Arrays.equals(age, that.age)
                && conversions == that.conversions
                && value.equals(that.value)
                && nulls == that.nulls;
    }

    @Override
    public int hashCode() {
        return java.util.Arrays.hashCode(path);
    }
}
