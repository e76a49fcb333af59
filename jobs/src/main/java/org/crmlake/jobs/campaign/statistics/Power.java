package org.crmlake.jobs.campaign.statistics;

/**
 * How large a difference an experiment can see, by the normal approximation of a two-sided test (for instance J. Cohen,
 * Statistical power analysis for the behavioral sciences, 1988, chapter 2).
 *
 * @param alpha the share of false alarms that is accepted, for instance 0.05
 * @param power the chance to see a difference that is there, for instance 0.8
 */
public record Power(double alpha, double power) {
    /** What most experiments are planned with. */
    public static final Power USUAL = new Power(0.05, 0.8);

    public Power {
        if (!(alpha > 0 && alpha < 1 && power > 0 && power < 1)) {
            throw new IllegalArgumentException("alpha " + alpha + " or power " + power + " is not between 0 and 1");
        }
    }

    /** Returns the smallest true difference that is found with the wanted chance. */
    public double minimumDetectableEffect(double standardError) {
        return (Gauss.quantile(1 - alpha / 2) + Gauss.quantile(power)) * standardError;
    }

    /** Returns the chance to find a true difference of {@code effect}. */
    public double chanceToFind(double effect, double standardError) {
        double z = Gauss.quantile(1 - alpha / 2);
        double shift = Math.abs(effect) / standardError;
        return Gauss.below(shift - z) + Gauss.below(-shift - z);
    }

    /** Returns how many customers each of two equal arms needs to find a difference of {@code effect}. */
    public long customersAnArm(double effect, double standardDeviation) {
        double each = (Gauss.quantile(1 - alpha / 2) + Gauss.quantile(power)) * standardDeviation / effect;
        return (long) Math.ceil(2 * each * each);
    }
}
