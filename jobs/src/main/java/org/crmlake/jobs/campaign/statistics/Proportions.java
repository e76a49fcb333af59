package org.crmlake.jobs.campaign.statistics;

/**
 * The difference of two rates.
 *
 * <p>The test is the z test with pooled variance. The interval is Wald's, with the variance of each arm by itself; if in one arm
 * fewer than {@value #FEW} did it, or all but so few, it is Newcombe's hybrid score interval, for Wald's is then too short
 * (R. G. Newcombe, Interval estimation for the difference between independent proportions, Statistics in Medicine 17 (1998),
 * methods 1 and 10).
 */
public final class Proportions {
    /** The usual rule of thumb for when the normal approximation is good enough. */
    private static final int FEW = 10;

    private Proportions() {}

    /** Returns treated minus control. Both arms need a customer. */
    public static Difference difference(Rate treated, Rate control, double confidence) {
        double value = treated.share() - control.share();
        double error = Math.sqrt(treated.errorSquared() + control.errorSquared());
        double z = pooledZ(treated, control);
        boolean few = Math.min(treated.rarer(), control.rarer()) < FEW;
        return new Difference(
                value,
                // All or none in both arms: by Wald's formula nothing would be left to chance.
                error == 0 ? Double.NaN : error,
                few
                        ? newcombe(treated, control, confidence)
                        : Interval.around(value, Gauss.critical(confidence) * error),
                z,
                Gauss.twoSided(z),
                few ? "pooled z, Newcombe interval" : "pooled z, Wald interval");
    }

    /** Returns Newcombe's method 10: from the Wilson intervals of both rates. */
    static Interval newcombe(Rate treated, Rate control, double confidence) {
        Interval ofTreated = wilson(treated, confidence);
        Interval ofControl = wilson(control, confidence);
        double p1 = treated.share();
        double p0 = control.share();
        return new Interval(
                p1 - p0 - Math.hypot(p1 - ofTreated.lower(), ofControl.upper() - p0),
                p1 - p0 + Math.hypot(ofTreated.upper() - p1, p0 - ofControl.lower()));
    }

    /** Returns the score interval of one rate (E. B. Wilson, JASA 22 (1927)). */
    public static Interval wilson(Rate rate, double confidence) {
        double z = Gauss.critical(confidence);
        double n = rate.count();
        double p = rate.share();
        double centre = (p + z * z / (2 * n)) / (1 + z * z / n);
        double half = z * Math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n);
        return Interval.around(centre, half);
    }

    private static double pooledZ(Rate treated, Rate control) {
        double pooled = (double) (treated.successes() + control.successes()) / (treated.count() + control.count());
        double error = Math.sqrt(pooled * (1 - pooled) * (1.0 / treated.count() + 1.0 / control.count()));
        // All or none in both arms: no difference, and nothing that speaks against that.
        return error == 0 ? 0 : (treated.share() - control.share()) / error;
    }
}
