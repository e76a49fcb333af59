package org.crmlake.jobs.campaign.statistics;

/**
 * The difference as a share of the control's mean, with an interval by the delta method (for instance A. Deng, U. Knoblich and
 * J. Lu, Applying the delta method in metric analytics, KDD 2018, section 3.1).
 *
 * @param value for instance 0.1 for ten percent more
 * @param interval around it
 */
public record RelativeLift(double value, Interval interval) {
    private static final RelativeLift NONE = new RelativeLift(Double.NaN, Interval.UNKNOWN);

    /**
     * Returns treated / control - 1 of means; not a number if the control's mean is not above 0, for then it has no meaning. The interval
     * has no ends where the data cannot tell the error.
     */
    public static RelativeLift of(Sample treated, Sample control, double confidence) {
        boolean isKnown = treated.isUsable() && control.isUsable();
        return of(
                treated.mean(),
                isKnown ? treated.errorSquared() : Double.NaN,
                control.mean(),
                control.errorSquared(),
                confidence);
    }

    /** Returns the same of rates, with the variances that {@link Proportions#difference} has. */
    public static RelativeLift of(Rate treated, Rate control, double confidence) {
        return of(treated.share(), treated.errorSquared(), control.share(), control.errorSquared(), confidence);
    }

    private static RelativeLift of(
            double treated, double treatedError, double control, double controlError, double confidence) {
        if (!(control > 0)) {
            return NONE;
        }
        double ratio = treated / control;
        double error = Math.sqrt(treatedError + ratio * ratio * controlError) / control;
        return new RelativeLift(
                ratio - 1,
                error > 0 ? Interval.around(ratio - 1, Gauss.critical(confidence) * error) : Interval.UNKNOWN);
    }
}
