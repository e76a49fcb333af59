package org.crmlake.jobs.campaign;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.crmlake.jobs.campaign.statistics.Moments;
import org.crmlake.jobs.campaign.statistics.Sample;

/**
 * All that is known of one arm.
 *
 * @param arm its name
 * @param customers how many are in it
 * @param moved how many of them were put into another arm later
 * @param outcomes the moments of each outcome
 * @param totals the sum of each outcome
 */
record ArmMoments(String arm, long customers, long moved, List<Moments> outcomes, List<BigDecimal> totals) {

    /** Puts together what was added up of an arm. */
    static ArmMoments of(String arm, MomentsCounter.Sums sums, int outcomes, int covariates) {
        double[] means = new double[covariates];
        double[][] among = new double[covariates][covariates];
        for (int i = 0; i < covariates; i++) {
            means[i] = sums.mean(outcomes + i);
            for (int j = 0; j < covariates; j++) {
                among[i][j] = sums.covariance(outcomes + i, outcomes + j);
            }
        }
        List<Moments> moments = new ArrayList<>();
        List<BigDecimal> totals = new ArrayList<>();
        for (int i = 0; i < outcomes; i++) {
            double[] withOutcome = new double[covariates];
            for (int j = 0; j < covariates; j++) {
                withOutcome[j] = sums.covariance(i, outcomes + j);
            }
            moments.add(new Moments(
                    new Sample(sums.customers(), sums.mean(i), Math.max(0, sums.covariance(i, i))),
                    means,
                    among,
                    withOutcome));
            totals.add(sums.total(i));
        }
        return new ArmMoments(arm, sums.customers(), sums.moved(), moments, totals);
    }
}
