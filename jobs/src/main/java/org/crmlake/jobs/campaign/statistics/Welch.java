package org.crmlake.jobs.campaign.statistics;

import org.hipparchus.distribution.continuous.TDistribution;

/**
 * The difference of two means whose variances may differ: Welch's t test, with the degrees of freedom of Welch and Satterthwaite
 * (B. L. Welch, The generalization of Student's problem when several different population variances are involved, Biometrika 34
 * (1947)). The p-value is that of t at any degrees of freedom. From {@value #LARGE} of them on the interval is that of the normal
 * distribution: quantiles differ by less than 0.02 percent then, while chances far out differ by more.
 */
public final class Welch {
    private static final String METHOD = "Welch t";

    /** Where the quantiles of t and of the normal distribution differ by less than 0.02 percent at 95 percent. */
    private static final int LARGE = 10_000;

    private Welch() {}

    /**
     * Returns treated minus control. Where no value differs from another of its arm, or an arm has fewer than two, an error cannot be
     * estimated: it and the interval are not a number, and so is the p-value unless both arms are alike.
     */
    public static Difference difference(Sample treated, Sample control, double confidence) {
        double value = treated.mean() - control.mean();
        double squared = treated.errorSquared() + control.errorSquared();
        if (!treated.isUsable() || !control.isUsable()) {
            return new Difference(
                    value, Double.NaN, Interval.UNKNOWN, Double.NaN, Double.NaN, "too few customers for a test");
        }
        if (squared == 0) {
            return new Difference(value, Double.NaN, Interval.UNKNOWN, Double.NaN, value == 0 ? 1 : Double.NaN, METHOD);
        }
        double error = Math.sqrt(squared);
        double freedom = squared * squared / (share(treated) + share(control));
        TDistribution t = new TDistribution(freedom);
        double statistic = value / error;
        double half = error
                * (freedom < LARGE ? t.inverseCumulativeProbability(0.5 + confidence / 2) : Gauss.critical(confidence));
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
