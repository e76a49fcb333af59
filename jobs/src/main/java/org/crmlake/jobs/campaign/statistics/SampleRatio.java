package org.crmlake.jobs.campaign.statistics;

import java.util.Arrays;
import org.hipparchus.special.Gamma;

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
        return of(statistic, observed.length - 1);
    }

    /** Returns the test of a statistic with so many degrees of freedom. */
    public static SampleRatio of(double chiSquared, int freedom) {
        if (chiSquared <= 0 || Double.isInfinite(chiSquared)) {
            return new SampleRatio(chiSquared, chiSquared <= 0 ? 1 : 0);
        }
        // The upper tail itself: 1 less the lower one would be 0 from 1e-16 on.
        return new SampleRatio(chiSquared, Gamma.regularizedGammaQ(freedom / 2.0, chiSquared / 2));
    }

    /** Returns whether the split is so unlikely that the experiment is not to be believed. */
    public boolean isMismatch() {
        return pValue < LIMIT;
    }
}
