package org.crmlake.jobs.btyd;

import java.util.Arrays;
import org.hipparchus.exception.MathIllegalArgumentException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;

/**
 * Newton's method with a damped step (Levenberg and Marquardt) on the logarithms of the parameters, within a box. The gradient is exact;
 * the Hessian is its difference: forward on the way, which is exact enough for a step and half the work, central at the end, for the
 * standard errors. All starts climb until the slope is below {@value #ROUGH}; from there on only the highest of them goes on.
 *
 * <p>It stops where no derivative per customer exceeds {@value #FLAT} in a direction that stays in the box, or where no step raises the
 * likelihood any more; then the fit counts as converged only if no derivative exceeds {@value #FLAT_ENOUGH}. After {@value
 * #MOST_ITERATIONS} iterations it gives up.
 */
final class MaximumLikelihood {
    static final double ROUGH = 1e-4;
    static final double FLAT = 1e-10;
    static final double FLAT_ENOUGH = 1e-7;
    static final int MOST_ITERATIONS = 200;
    private static final double LONGEST_STEP = 1.5;
    private static final double DIFFERENCE = 1e-5;

    private final Objective objective;
    private final double[] lowest;
    private final double[] highest;

    private double[] at;
    private double value;
    private double[] gradient;
    private double damping = 1e-3;
    private int iteration;

    private MaximumLikelihood(Objective objective, double[] lowest, double[] highest, double[] start) {
        this.objective = objective;
        this.lowest = lowest;
        this.highest = highest;
        at = start.clone();
        clamp(at);
        gradient = new double[at.length];
        value = objective.value(at, gradient);
    }

    /**
     * Where it stopped.
     *
     * @param at the logarithms of the parameters
     * @param value the log-likelihood per customer there
     * @param hessian its second derivatives
     */
    record Optimum(double[] at, double value, double[][] hessian, int iterations, boolean converged) {}

    /**
     * Returns the top above the best start.
     *
     * @param rough much like {@code objective} but cheaper, by which the starts are told apart
     */
    static Optimum find(Objective objective, Objective rough, double[] lowest, double[] highest, double[]... starts) {
        MaximumLikelihood best = null;
        for (double[] start : starts) {
            MaximumLikelihood climber = new MaximumLikelihood(rough, lowest, highest, start);
            climber.climb(ROUGH);
            if (best == null || climber.value > best.value) {
                best = climber;
            }
        }
        MaximumLikelihood top = new MaximumLikelihood(objective, lowest, highest, best.at);
        top.climb(FLAT);
        return new Optimum(
                top.at, top.value, top.centralHessian(), best.iteration + top.iteration, top.steepest() <= FLAT_ENOUGH);
    }

    private void climb(double flat) {
        boolean stuck = false;
        while (!stuck && steepest() > flat && iteration < MOST_ITERATIONS) {
            iteration++;
            double[][] hessian = forwardHessian();
            boolean rose = false;
            while (!rose && damping < 1e12) {
                rose = step(hessian, damping);
                damping = rose ? Math.max(damping / 10, 1e-15) : Math.max(damping, 1e-9) * 10;
            }
            stuck = !rose;
        }
    }

    /** Takes a step and keeps it if the likelihood is no lower there. */
    private boolean step(double[][] hessian, double damping) {
        int n = at.length;
        double[][] matrix = new double[n][n];
        double[] slope = new double[n];
        for (int i = 0; i < n; i++) {
            boolean held = heldByTheBox(i);
            slope[i] = held ? 0 : gradient[i];
            for (int j = 0; j < n; j++) {
                matrix[i][j] = held || heldByTheBox(j) ? 0 : -hessian[i][j];
            }
            matrix[i][i] = held ? 1 : matrix[i][i] + damping;
        }
        double[] step;
        try {
            step = new CholeskyDecomposition(new Array2DRowRealMatrix(matrix), 1e-10, 0)
                    .getSolver()
                    .solve(new ArrayRealVector(slope))
                    .toArray();
        } catch (MathIllegalArgumentException e) {
            return false;
        }
        double longest = Arrays.stream(step).map(Math::abs).max().orElse(0);
        double shrink = Math.min(1, LONGEST_STEP / longest);
        double[] next = new double[n];
        Arrays.setAll(next, i -> at[i] + shrink * step[i]);
        clamp(next);
        double[] nextGradient = new double[n];
        double nextValue = objective.value(next, nextGradient);
        // Close to the top rounding hides what a step gains.
        if (!(nextValue >= value - 1e-14 * Math.abs(value)) || Arrays.equals(next, at)) {
            return false;
        }
        at = next;
        value = nextValue;
        gradient = nextGradient;
        return true;
    }

    private double steepest() {
        double steepest = 0;
        for (int i = 0; i < at.length; i++) {
            steepest = heldByTheBox(i) ? steepest : Math.max(steepest, Math.abs(gradient[i]));
        }
        return steepest;
    }

    private boolean heldByTheBox(int i) {
        return at[i] <= lowest[i] && gradient[i] < 0 || at[i] >= highest[i] && gradient[i] > 0;
    }

    private double[][] forwardHessian() {
        double[][] hessian = new double[at.length][];
        for (int i = 0; i < at.length; i++) {
            hessian[i] = difference(gradientBeside(i, DIFFERENCE), gradient, DIFFERENCE);
        }
        return symmetric(hessian);
    }

    private double[][] centralHessian() {
        double[][] hessian = new double[at.length][];
        for (int i = 0; i < at.length; i++) {
            hessian[i] = difference(gradientBeside(i, DIFFERENCE), gradientBeside(i, -DIFFERENCE), 2 * DIFFERENCE);
        }
        return symmetric(hessian);
    }

    private double[] gradientBeside(int parameter, double difference) {
        double[] moved = at.clone();
        moved[parameter] += difference;
        double[] there = new double[at.length];
        objective.value(moved, there);
        return there;
    }

    private static double[] difference(double[] above, double[] below, double distance) {
        double[] slopes = new double[above.length];
        Arrays.setAll(slopes, j -> (above[j] - below[j]) / distance);
        return slopes;
    }

    private static double[][] symmetric(double[][] matrix) {
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < i; j++) {
                matrix[i][j] = matrix[j][i] = (matrix[i][j] + matrix[j][i]) / 2;
            }
        }
        return matrix;
    }

    private void clamp(double[] point) {
        Arrays.setAll(point, i -> Math.min(highest[i], Math.max(lowest[i], point[i])));
    }
}
