package org.crmlake.jobs.campaign.statistics;

import java.util.Arrays;
import org.hipparchus.distribution.continuous.ChiSquaredDistribution;

/**
 * Whether as many customers are in each arm as there should be: Pearson's chi-squared test of the split. A mismatch means that
 * assignment or counting went wrong, and with it every other number (A. Fabijan and others, Diagnosing sample ratio mismatch in
 * online controlled experiments, KDD 2019).
 *
 * @param chiSquared the statistic
 * @param pValue how likely one as large is if the split is as it should be
 */
public record SampleRatio(double chiSquared, double pValue) {
    /** Below this an experiment is not to be believed. */
    public static final double LIMIT = 0.001;

    /**
     * Tests a split.
     *
     * @param observed how many customers are in each arm, at least two arms
     * @param shares how large each arm should be, in any unit
     */
    public static SampleRatio test(long[] observed, double[] shares) {
        double all = Arrays.stream(observed).sum();
        double whole = Arrays.stream(shares).sum();
        double statistic = 0;
        for (int arm = 0; arm < observed.length; arm++) {
            double expected = all * shares[arm] / whole;
            statistic += (observed[arm] - expected) * (observed[arm] - expected) / expected;
        }
        if (all == 0) {
            return new SampleRatio(0, 1);
        }
        // 1 - cdf would lose what matters most, the smallest of the values; this keeps 16 digits of them.
        double above = 1 - new ChiSquaredDistribution(observed.length - 1).cumulativeProbability(statistic);
        return new SampleRatio(statistic, above);
    }

    /** Returns whether the split is so unlikely that the experiment is not to be believed. */
    public boolean isMismatch() {
        return pValue < LIMIT;
    }
}
