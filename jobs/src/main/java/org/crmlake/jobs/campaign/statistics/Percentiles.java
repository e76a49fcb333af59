package org.crmlake.jobs.campaign.statistics;

import java.util.Arrays;

/** Intervals from bootstrap draws: the percentile method (B. Efron and R. Tibshirani, An introduction to the bootstrap, 1993). */
public final class Percentiles {
    private Percentiles() {}

    /**
     * Returns the range that holds the middle {@code confidence} of the draws.
     *
     * @param values the data's own value first, then one a draw; only the draws count
     */
    public static Interval interval(double[] values, double confidence) {
        double[] draws = Arrays.copyOfRange(values, 1, values.length);
        if (draws.length == 0) {
            return new Interval(Double.NaN, Double.NaN);
        }
        Arrays.sort(draws);
        return new Interval(quantile(draws, (1 - confidence) / 2), quantile(draws, (1 + confidence) / 2));
    }

    /** Type 6 of R's quantile: k of n values cut the line into n + 1 parts of equal chance. */
    private static double quantile(double[] sorted, double p) {
        double rank = p * (sorted.length + 1) - 1;
        int lower = (int) Math.floor(Math.max(0, Math.min(sorted.length - 1, rank)));
        int upper = Math.min(sorted.length - 1, lower + 1);
        double part = Math.max(0, Math.min(1, rank - lower));
        return sorted[lower] + part * (sorted[upper] - sorted[lower]);
    }
}
