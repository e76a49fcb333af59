package org.crmlake.jobs.value;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far customers have moved from those that a model has learned from: the population stability index of each measure, the sum over
 * its bands of (new share - old share) ln(new share / old share). By the usage of credit scoring (N. Siddiqi, Credit Risk Scorecards,
 * 2006) below 0.1 is nothing, above 0.25 a different population.
 */
final class Drift {
    /** Above this it is worth a warning. */
    static final double NOTABLE = 0.25;

    /** A band without customers counts as if it had a few. */
    private static final double LEAST_SHARE = 1e-4;

    private Drift() {}

    /** Returns the index of each measure of {@link DayHistories#shares()}. */
    static Map<String, Double> between(Map<String, Double> then, Map<String, Double> now) {
        Map<String, Double> drift = new LinkedHashMap<>();
        now.forEach((band, share) -> {
            double before = Math.max(LEAST_SHARE, then.getOrDefault(band, 0.0));
            double after = Math.max(LEAST_SHARE, share);
            drift.merge(band.substring(0, band.indexOf(':')), (after - before) * Math.log(after / before), Double::sum);
        });
        return drift;
    }
}
