package org.crmlake.jobs.campaign.statistics;

/**
 * A range of values.
 *
 * @param lower the lower end, included
 * @param upper the upper end, included
 */
public record Interval(double lower, double upper) {
    /** Where nothing is known: both ends are not a number. */
    public static final Interval UNKNOWN = new Interval(Double.NaN, Double.NaN);

    /** Returns the range of {@code halfWidth} to both sides of {@code centre}. */
    public static Interval around(double centre, double halfWidth) {
        return new Interval(centre - halfWidth, centre + halfWidth);
    }

    /** Returns whether {@code value} lies within. */
    public boolean contains(double value) {
        return lower <= value && value <= upper;
    }

    /** Returns how wide it is. */
    public double width() {
        return upper - lower;
    }
}
