package org.crmlake.jobs.campaign.statistics;

import org.hipparchus.distribution.RealDistribution;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * The difference of two means whose variances may differ: Welch's t test, with the degrees of freedom of Welch and Satterthwaite
 * (B. L. Welch, The generalization of Student's problem when several different population variances are involved, Biometrika 34
 * (1947)). From {@value #LARGE} degrees of freedom on t is taken to be normal, as it is to four digits.
 */
public final class Welch {
    private static final String METHOD = "Welch t";

    /** Where the quantiles of t and of the normal distribution differ by less than 0.02 percent. */
    private static final int LARGE = 10_000;

    private Welch() {}

    /** Returns treated minus control. Both need two values. */
    public static Difference difference(Sample treated, Sample control, double confidence) {
        double value = treated.mean() - control.mean();
        double squared = treated.errorSquared() + control.errorSquared();
        if (squared == 0) {
            // No value differs from another of its arm: whatever difference there is has no error that could be
            // estimated.
            return new Difference(value, 0, new Interval(value, value), 0, value == 0 ? 1 : Double.NaN, METHOD);
        }
        double error = Math.sqrt(squared);
        double freedom = squared * squared / (share(treated) + share(control));
        RealDistribution t = freedom < LARGE ? new TDistribution(freedom) : new NormalDistribution();
        double statistic = value / error;
        double half = t.inverseCumulativeProbability(0.5 + confidence / 2) * error;
        return new Difference(
                value,
                error,
                Interval.around(value, half),
                statistic,
                2 * t.cumulativeProbability(-Math.abs(statistic)),
                METHOD);
    }

    private static double share(Sample sample) {
        return sample.errorSquared() * sample.errorSquared() / (sample.count() - 1);
    }
}
