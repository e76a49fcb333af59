package org.crmlake.jobs.campaign.statistics;

/**
 * The difference as a share of the control's mean, with an interval by the delta method (for instance A. Deng, U. Knoblich and
 * J. Lu, Applying the delta method in metric analytics, KDD 2018, section 3.1).
 *
 * @param value for instance 0.1 for ten percent more
 * @param interval around it
 */
public record RelativeLift(double value, Interval interval) {
    private static final RelativeLift NONE = new RelativeLift(Double.NaN, new Interval(Double.NaN, Double.NaN));

    /** Returns treated / control - 1; not a number if the control's mean is not above 0, for then it has no meaning. */
    public static RelativeLift of(Sample treated, Sample control, double confidence) {
        double base = control.mean();
        if (!(base > 0)) {
            return NONE;
        }
        double ratio = treated.mean() / base;
        double error = Math.sqrt(treated.errorSquared() + ratio * ratio * control.errorSquared()) / base;
        return new RelativeLift(ratio - 1, Interval.around(ratio - 1, Gauss.critical(confidence) * error));
    }
}
