package org.crmlake.jobs.campaign.statistics;

/**
 * What is known of one arm's values of one outcome.
 *
 * @param count how many customers
 * @param mean their mean
 * @param variance their variance, divided by {@code count - 1}; 0 for fewer than two
 */
public record Sample(long count, double mean, double variance) {
    public Sample {
        if (count < 0 || variance < 0) {
            throw new IllegalArgumentException("count " + count + " or variance " + variance + " is negative");
        }
    }

    /** Returns the square of the mean's standard error. */
    public double errorSquared() {
        return variance / count;
    }

    /** Returns whether there are enough values to say anything about differences. */
    public boolean isUsable() {
        return count >= 2;
    }
}
