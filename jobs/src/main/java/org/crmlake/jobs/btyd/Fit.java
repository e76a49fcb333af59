package org.crmlake.jobs.btyd;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.crmlake.jobs.btyd.MaximumLikelihood.Optimum;
import org.hipparchus.exception.MathIllegalArgumentException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.RealMatrix;

/**
 * What a fit by maximum likelihood found.
 *
 * @param names of the parameters
 * @param parameters in their order
 * @param standardErrors by the curvature at the optimum; NaN where a parameter lies at the edge or nothing can be said
 * @param logCovariance the covariance of the logarithms of the parameters, row by row; 0 for a parameter at the edge, and all of
 *     it 0 where nothing can be said: look at {@link #tellsAllParameters()} first
 * @param logLikelihood of all customers
 * @param iterations of the best start
 * @param converged whether it came to a top
 * @param warnings what is not as it should be, in full sentences
 */
public record Fit(
        List<String> names,
        List<Double> parameters,
        List<Double> standardErrors,
        List<List<Double>> logCovariance,
        double logLikelihood,
        int iterations,
        boolean converged,
        List<String> warnings)
        implements Serializable {
    /** A parameter whose logarithm has a standard error above this is known to within a factor of about 50 at best. */
    private static final double VAGUE = 2;

    public Fit {
        names = List.copyOf(names);
        parameters = List.copyOf(parameters);
        standardErrors = List.copyOf(standardErrors);
        logCovariance = List.copyOf(logCovariance);
        warnings = List.copyOf(warnings);
    }

    /** Whether the data tell all parameters: each has a standard error, so that what follows from them has an interval. */
    public boolean tellsAllParameters() {
        return standardErrors.stream().allMatch(Double::isFinite);
    }

    static Fit of(List<String> names, Optimum optimum, double[] lowest, double[] highest, double customers) {
        int n = names.size();
        List<String> warnings = new ArrayList<>();
        List<Integer> inside = new ArrayList<>();
        List<Double> parameters = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double at = optimum.at()[i];
            parameters.add(Math.exp(at));
            // A step from the edge is as good as the edge: there the likelihood hardly changes any more.
            boolean low = at < lowest[i] + 0.01;
            if (low || at > highest[i] - 0.01) {
                warnings.add(String.format(
                        Locale.ROOT,
                        "The parameter %s ran to the %s edge of its space (%.3g): the likelihood only grows that way, so the data"
                                + " do not tell it. Scores from this model are usable; do not read the parameter or"
                                + " compare it with others.",
                        names.get(i),
                        low ? "lower" : "upper",
                        parameters.get(i)));
            } else {
                inside.add(i);
            }
        }
        if (!optimum.converged()) {
            warnings.add("The fit did not come to a top of the likelihood in " + optimum.iterations()
                    + " iterations. Take its numbers for a first guess.");
        }
        double[][] covariance = covariance(optimum.hessian(), inside, customers, n);
        List<Double> errors = new ArrayList<>();
        List<List<Double>> rows = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double ofLog = inside.contains(i) && covariance != null ? Math.sqrt(covariance[i][i]) : Double.NaN;
            errors.add(parameters.get(i) * ofLog);
            List<Double> row = new ArrayList<>();
            for (int j = 0; j < n; j++) {
                row.add(covariance == null ? 0 : covariance[i][j]);
            }
            rows.add(row);
            if (ofLog > VAGUE) {
                warnings.add(String.format(
                        Locale.ROOT,
                        "The data say little of the parameter %s: %.3g with a standard error of %.3g.",
                        names.get(i),
                        parameters.get(i),
                        errors.get(i)));
            }
        }
        if (covariance == null) {
            warnings.add(
                    "The likelihood is flat in some direction, so there are no standard errors: several sets of parameters"
                            + " explain the data as well. Scores hold for the past that was seen.");
        }
        return new Fit(
                names,
                parameters,
                errors,
                rows,
                optimum.value() * customers,
                optimum.iterations(),
                optimum.converged(),
                warnings);
    }

    /** Returns the inverse of the negative Hessian of the parameters inside, in the place of all; null if there is none. */
    private static double[][] covariance(double[][] hessian, List<Integer> inside, double customers, int n) {
        double[][] all = new double[n][n];
        if (inside.isEmpty()) {
            return all;
        }
        RealMatrix information = new Array2DRowRealMatrix(inside.size(), inside.size());
        for (int i = 0; i < inside.size(); i++) {
            for (int j = 0; j < inside.size(); j++) {
                information.setEntry(i, j, -hessian[inside.get(i)][inside.get(j)] * customers);
            }
        }
        RealMatrix inverse;
        try {
            inverse = new CholeskyDecomposition(information, 1e-8, 1e-12)
                    .getSolver()
                    .getInverse();
        } catch (MathIllegalArgumentException e) {
            return null;
        }
        for (int i = 0; i < inside.size(); i++) {
            for (int j = 0; j < inside.size(); j++) {
                all[inside.get(i)][inside.get(j)] = inverse.getEntry(i, j);
            }
        }
        return all;
    }
}
