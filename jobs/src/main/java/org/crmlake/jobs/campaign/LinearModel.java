package org.crmlake.jobs.campaign;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.exp;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.negate;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What Spark MLlib learned, as numbers: applied it is a column like any other, which costs no function call a row and no vector.
 *
 * @param coefficients one a covariate, on the scale of the covariates as they are
 */
record LinearModel(double intercept, List<Double> coefficients) {
    /** The column of vectors of covariates that models learn from. */
    static final String FEATURES = "features";

    /** On standardised covariates; keeps coefficients finite where a covariate separates those who did. */
    private static final double RIDGE = 1e-4;

    private static final int ITERATIONS = 50;
    private static final double TOLERANCE = 1e-5;

    /** Learns the chance that {@code label} is 1. */
    static LinearModel logistic(Dataset<Row> training, String label) {
        LogisticRegressionModel model = new LogisticRegression()
                .setFeaturesCol(FEATURES)
                .setLabelCol(label)
                .setRegParam(RIDGE)
                .setMaxIter(ITERATIONS)
                .setTol(TOLERANCE)
                .fit(training);
        return of(model.intercept(), model.coefficients());
    }

    /** Learns the mean of {@code label}. */
    static LinearModel regression(Dataset<Row> training, String label) {
        LinearRegressionModel model = new LinearRegression()
                .setFeaturesCol(FEATURES)
                .setLabelCol(label)
                .setRegParam(RIDGE)
                .setMaxIter(ITERATIONS)
                .setTol(TOLERANCE)
                // The solver by normal equations needs the Fortran part of netlib, which is left out of the
                // dependencies.
                .setSolver("l-bfgs")
                .fit(training);
        return of(model.intercept(), model.coefficients());
    }

    private static LinearModel of(double intercept, Vector coefficients) {
        return new LinearModel(
                intercept, Arrays.stream(coefficients.toArray()).boxed().toList());
    }

    /** Returns the linear combination of the covariates, which is the mean that {@link #regression} learned. */
    Column mean(List<String> covariates) {
        Column sum = lit(intercept);
        for (int i = 0; i < coefficients.size(); i++) {
            sum = sum.plus(col(covariates.get(i)).multiply(coefficients.get(i)));
        }
        return sum;
    }

    /** Returns the chance that {@link #logistic} learned. */
    Column chance(List<String> covariates) {
        return lit(1.0).divide(exp(negate(mean(covariates))).plus(1.0));
    }
}
