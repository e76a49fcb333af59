package org.crmlake.jobs.campaign.statistics;

/**
 * Intervals that hold at every look: whoever looks every day and stops when the interval excludes 0 still raises a false alarm in
 * no more than the stated share of campaigns. An asymptotic confidence sequence with a Gaussian mixture (I. Waudby-Smith,
 * D. Arbour, R. Sinha, E. H. Kennedy and A. Ramdas, Time-uniform central limit theory and asymptotic confidence sequences, Annals
 * of Statistics 52 (2024), theorem 2.2 and appendix B.2 for the tuning).
 *
 * @param alpha the share of false alarms over all looks
 * @param tunedAt the number of customers at which the interval is as short as it gets
 */
public record ConfidenceSequence(double alpha, long tunedAt) {
    /** Shortest at 5,000 customers, where GrowthBook has it too. */
    public static final long USUALLY_TUNED_AT = 5000;

    /**
     * Returns the interval around a difference; without ends if the standard error is not known.
     *
     * @param standardError above 0, or not a number
     * @param customers how many are in both arms together
     */
    public Interval interval(double difference, double standardError, long customers) {
        double n = customers;
        double rho2 = rhoSquared();
        double factor = 2 * (n * rho2 + 1) / (n * rho2) * Math.log(Math.sqrt(n * rho2 + 1) / alpha);
        return Interval.around(difference, standardError * Math.sqrt(factor));
    }

    /**
     * Returns the smallest {@code alpha} at which the interval at this look excludes 0; the mixture is left as it is. Not a number if the
     * standard error is not known.
     */
    public double pValue(double difference, double standardError, long customers) {
        double n = customers;
        double rho2 = rhoSquared();
        double z = difference / standardError;
        return Math.min(1, Math.sqrt(n * rho2 + 1) * Math.exp(-z * z * n * rho2 / (2 * (n * rho2 + 1))));
    }

    private double rhoSquared() {
        double twice = -2 * Math.log(alpha);
        return (twice + Math.log(twice + 1)) / tunedAt;
    }
}
