package org.crmlake.jobs.btyd;

import java.util.Arrays;
import org.hipparchus.exception.MathIllegalArgumentException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;

/**
 * Newton's method with a damped step (Levenberg and Marquardt) on the logarithms of the parameters, within a box. The gradient is exact;
 * the Hessian is its central difference.
 *
 * <p>It stops where no derivative per customer exceeds {@value #FLAT} in a direction that stays in the box, or where no step raises the
 * likelihood any more; then the fit counts as converged only if no derivative exceeds {@value #FLAT_ENOUGH}. After {@value
 * #MOST_ITERATIONS} iterations it gives up.
 */
final class MaximumLikelihood {
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

    private MaximumLikelihood(Objective objective, double[] lowest, double[] highest) {
        this.objective = objective;
        this.lowest = lowest;
        this.highest = highest;
    }

    /**
     * Where it stopped.
     *
     * @param at the logarithms of the parameters
     * @param value the log-likelihood per customer there
     * @param hessian its second derivatives
     */
    record Optimum(double[] at, double value, double[][] hessian, int iterations, boolean converged) {}

    /** Returns the best of the optima that are found from {@code starts}. */
    static Optimum find(Objective objective, double[] lowest, double[] highest, double[]... starts) {
        Optimum best = null;
        for (double[] start : starts) {
            Optimum found = new MaximumLikelihood(objective, lowest, highest).climb(start.clone());
            if (best == null || found.value > best.value) {
                best = found;
            }
        }
        return best;
    }

    private Optimum climb(double[] start) {
        at = start;
        clamp(at);
        gradient = new double[at.length];
        value = objective.value(at, gradient);
        double damping = 1e-3;
        int iteration = 0;
        boolean stuck = false;
        while (!stuck && steepest() > FLAT && iteration++ < MOST_ITERATIONS) {
            double[][] hessian = hessian();
            boolean rose = false;
            while (!rose && damping < 1e12) {
                rose = step(hessian, damping);
                damping = rose ? Math.max(damping / 10, 1e-15) : Math.max(damping, 1e-9) * 10;
            }
            stuck = !rose;
        }
        return new Optimum(at, value, hessian(), iteration, steepest() <= FLAT_ENOUGH);
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

    private double[][] hessian() {
        int n = at.length;
        double[][] hessian = new double[n][n];
        double[] above = new double[n];
        double[] below = new double[n];
        for (int i = 0; i < n; i++) {
            double[] moved = at.clone();
            moved[i] = at[i] + DIFFERENCE;
            objective.value(moved, above);
            moved[i] = at[i] - DIFFERENCE;
            objective.value(moved, below);
            for (int j = 0; j < n; j++) {
                hessian[i][j] = (above[j] - below[j]) / (2 * DIFFERENCE);
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                hessian[i][j] = hessian[j][i] = (hessian[i][j] + hessian[j][i]) / 2;
            }
        }
        return hessian;
    }

    private void clamp(double[] point) {
        Arrays.setAll(point, i -> Math.min(highest[i], Math.max(lowest[i], point[i])));
    }
}
