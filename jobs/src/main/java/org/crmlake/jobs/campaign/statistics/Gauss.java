package org.crmlake.jobs.campaign.statistics;

import org.hipparchus.distribution.continuous.NormalDistribution;

/** The standard normal distribution. */
final class Gauss {
    private static final NormalDistribution STANDARD = new NormalDistribution();

    private Gauss() {}

    /** Returns how likely a value at least as far from 0 as {@code z} is. From the lower tail, so that it is exact far out. */
    static double twoSided(double z) {
        return 2 * STANDARD.cumulativeProbability(-Math.abs(z));
    }

    /** Returns how likely a value below {@code z} is. */
    static double below(double z) {
        return STANDARD.cumulativeProbability(z);
    }

    /** Returns the value that a share {@code p} of all values lies below. */
    static double quantile(double p) {
        return STANDARD.inverseCumulativeProbability(p);
    }

    /** Returns the half-width in standard errors of a two-sided interval, 1.96 for 0.95. */
    static double critical(double confidence) {
        return quantile(0.5 + confidence / 2);
    }
}
