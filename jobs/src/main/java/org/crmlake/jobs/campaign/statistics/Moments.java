package org.crmlake.jobs.campaign.statistics;

/**
 * What is known of one arm's values of one outcome and of the covariates of the same customers.
 *
 * @param outcome the outcome
 * @param covariateMeans the mean of each covariate
 * @param covariances of each covariate with each other, divided by count - 1
 * @param withOutcome the covariance of each covariate with the outcome, divided by count - 1
 */
public record Moments(Sample outcome, double[] covariateMeans, double[][] covariances, double[] withOutcome) {
    @Override
    public boolean equals(Object other) {
        return other instanceof Moments that
                && outcome.equals(that.outcome)
                && java.util.Arrays.equals(covariateMeans, that.covariateMeans)
                && java.util.Arrays.deepEquals(covariances, that.covariances)
                && java.util.Arrays.equals(withOutcome, that.withOutcome);
    }

    @Override
    public int hashCode() {
        return java.util.Objects.hash(outcome, java.util.Arrays.hashCode(covariateMeans));
    }
}
