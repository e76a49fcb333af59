package org.crmlake.jobs.campaign.statistics;

import java.util.List;

/**
 * Outcomes with that part taken away which covariates from before the campaign predict: the same difference, less noise (A. Deng,
 * Y. Xu, R. Kohavi and T. Walker, Improving the sensitivity of online controlled experiments by utilizing pre-experiment data, WSDM
 * 2013; with several covariates the coefficients are those of the regression within the arms).
 *
 * @param arms the adjusted outcome of each arm, in the order given
 * @param coefficients by which the covariates are taken away
 * @param explained the share of the variance that the covariates explain, R squared; an interval gets shorter by the factor
 *     sqrt(1 - explained)
 */
public record Cuped(List<Sample> arms, double[] coefficients, double explained) {
    /** A covariate that adds less than this share of its variance to the others is left out: it is their sum. */
    private static final double COLLINEAR = 1e-9;

    /** Adjusts the arms of one experiment. All have the same covariates. */
    public static Cuped adjust(List<Moments> arms) {
        int covariates = arms.get(0).covariateMeans().length;
        double[][] within = new double[covariates][covariates];
        double[] withOutcome = new double[covariates];
        double[] means = new double[covariates];
        double variance = 0;
        double customers = 0;
        for (Moments arm : arms) {
            double freedom = Math.max(0, arm.outcome().count() - 1);
            customers += arm.outcome().count();
            variance += freedom * arm.outcome().variance();
            for (int i = 0; i < covariates; i++) {
                means[i] += arm.outcome().count() * arm.covariateMeans()[i];
                withOutcome[i] += freedom * arm.withOutcome()[i];
                for (int j = 0; j < covariates; j++) {
                    within[i][j] += freedom * arm.covariances()[i][j];
                }
            }
        }
        for (int i = 0; i < covariates; i++) {
            means[i] /= customers;
        }
        double[] coefficients = solve(within, withOutcome);
        double taken = dot(coefficients, withOutcome);
        return new Cuped(
                arms.stream().map(arm -> adjusted(arm, coefficients, means)).toList(),
                coefficients,
                variance == 0 ? 0 : Math.max(0, taken / variance));
    }

    private static Sample adjusted(Moments arm, double[] coefficients, double[] means) {
        double mean = arm.outcome().mean();
        double variance = arm.outcome().variance() - 2 * dot(coefficients, arm.withOutcome());
        for (int i = 0; i < coefficients.length; i++) {
            mean -= coefficients[i] * (arm.covariateMeans()[i] - means[i]);
            variance += coefficients[i] * dot(coefficients, arm.covariances()[i]);
        }
        return new Sample(arm.outcome().count(), mean, Math.max(0, variance));
    }

    /** Solves a positive semi-definite system by elimination; unknowns without a pivot of their own are 0. */
    private static double[] solve(double[][] matrix, double[] right) {
        int n = right.length;
        double[][] a = new double[n][];
        double[] scale = new double[n];
        for (int i = 0; i < n; i++) {
            a[i] = java.util.Arrays.copyOf(matrix[i], n + 1);
            a[i][n] = right[i];
            scale[i] = matrix[i][i];
        }
        boolean[] used = new boolean[n];
        for (int p = 0; p < n; p++) {
            used[p] = a[p][p] > COLLINEAR * scale[p] && scale[p] > 0;
            for (int i = 0; used[p] && i < n; i++) {
                double factor = i == p ? 0 : a[i][p] / a[p][p];
                for (int j = p; factor != 0 && j <= n; j++) {
                    a[i][j] -= factor * a[p][j];
                }
            }
        }
        double[] solution = new double[n];
        for (int i = 0; i < n; i++) {
            solution[i] = used[i] ? a[i][n] / a[i][i] : 0;
        }
        return solution;
    }

    private static double dot(double[] left, double[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += left[i] * right[i];
        }
        return sum;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cuped that
                && arms.equals(that.arms)
                && java.util.Arrays.equals(coefficients, that.coefficients)
                && explained == that.explained;
    }

    @Override
    public int hashCode() {
        return arms.hashCode();
    }
}
