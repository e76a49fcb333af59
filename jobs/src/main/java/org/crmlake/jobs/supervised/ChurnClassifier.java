package org.crmlake.jobs.supervised;

import static org.apache.spark.ml.functions.vector_to_array;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import org.apache.spark.ml.classification.GBTClassificationModel;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.stat.Summarizer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;
import org.crmlake.jobs.supervised.LearnerSettings.Balance;
import org.crmlake.jobs.supervised.LearnerSettings.CalibrationKind;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/**
 * A classifier that was fitted: it gives customers a probability of leaving and the reasons for it.
 *
 * @param vectors how features become vectors
 * @param model what Spark MLlib learned
 * @param calibration from the model's score to a probability
 * @param reasons what of a vector raises the score
 */
record ChurnClassifier(
        FeatureVectors vectors,
        ProbabilisticClassificationModel<Vector, ?> model,
        Calibration calibration,
        Reasons reasons) {
    /** The columns that {@link #score} adds. */
    static final String PROBABILITY = "probability";

    static final String REASONS = "reasons";

    /** Into how many parts customers fall; the last one calibrates. */
    static final int PARTS = 5;

    static final String WEIGHT = "weight";
    private static final String RAW = "raw_score";
    private static final long SEED = 20260601;
    private static final double RIDGE = 1e-3;
    private static final int DEPTH = 3;
    private static final int FEWEST = 10;

    /**
     * Learns from rows whose label is known. Where scores are calibrated, a fifth of the rows is kept from the learner and
     * calibrates it.
     *
     * @throws CrmException DATA if there are too few who left or stayed to learn from
     */
    static ChurnClassifier fit(Dataset<Row> rows, Features features, LearnerSettings settings) {
        boolean calibrates = settings.calibration() != CalibrationKind.NONE;
        Column kept = partOf(PARTS).equalTo(PARTS - 1);
        FeatureVectors vectors = FeatureVectors.fit(calibrates ? rows.filter(not(kept)) : rows, features);
        Dataset<Row> learning =
                vectors.of(calibrates ? rows.filter(not(kept)) : rows).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            double rate = rateOf(learning);
            Dataset<Row> weighed = learning.withColumn(WEIGHT, weight(settings.balance(), rate));
            ProbabilisticClassificationModel<Vector, ?> model =
                    switch (settings.learner()) {
                        case LOGISTIC -> logistic(weighed);
                        case GBT -> boostedTrees(weighed, settings.trees());
                    };
            Reasons reasons = new Reasons(attribution(model, learning), vectors.slots());
            ChurnClassifier raw = new ChurnClassifier(vectors, model, new Calibration.None(), reasons);
            return calibrates ? raw.calibrated(rows.filter(kept), settings.calibration()) : raw;
        } finally {
            learning.unpersist();
        }
    }

    /**
     * Scores customers.
     *
     * @param rows with the columns of the features
     * @return {@code customer_key, label}, {@link #PROBABILITY} and {@link #REASONS}
     */
    Dataset<Row> score(Dataset<Row> rows) {
        UDF1<Double, Double> calibrate = calibration::probability;
        return raw(rows)
                .select(
                        col(Features.CUSTOMER_KEY),
                        col(Features.LABEL),
                        udf(calibrate, DataTypes.DoubleType).apply(col(RAW)).as(PROBABILITY),
                        reasons.column().apply(col(FeatureVectors.VECTOR)).as(REASONS));
    }

    /** The part, from 0, that a customer falls into by its key: the same in every run. */
    static Column partOf(int parts) {
        return pmod(xxhash64(col(Features.CUSTOMER_KEY)), lit(parts));
    }

    private Dataset<Row> raw(Dataset<Row> rows) {
        Dataset<Row> scored = model.transform(vectors.of(rows));
        return scored.withColumn(
                RAW, vector_to_array(col(model.getProbabilityCol()), "float64").getItem(1));
    }

    private ChurnClassifier calibrated(Dataset<Row> rows, CalibrationKind kind) {
        ScoreCounts counts = ScoreCounts.of(raw(rows), col(RAW), col(Features.LABEL));
        requireBoth(counts.allLeft(), counts.allStayed());
        return new ChurnClassifier(vectors, model, Calibration.fit(kind, counts), reasons);
    }

    private static double rateOf(Dataset<Row> learning) {
        Row counted = learning.agg(avg(Features.LABEL), count(lit(1))).first();
        double rows = counted.getLong(1);
        double rate = counted.isNullAt(0) ? 0 : counted.getDouble(0);
        requireBoth(rows * rate, rows * (1 - rate));
        return rate;
    }

    private static void requireBoth(double left, double stayed) {
        if (left < FEWEST || stayed < FEWEST) {
            throw new CrmException(
                    Kind.DATA,
                    "Cannot learn who leaves: of the customers to learn from " + Math.round(left) + " left and "
                            + Math.round(stayed) + " stayed, and it takes " + FEWEST
                            + " of each. Choose another horizon or date, or learn from more customers.");
        }
    }

    /** With weights both classes weigh the same in sum, and all rows together as much as there are. */
    private static Column weight(Balance balance, double rate) {
        return balance == Balance.NONE
                ? lit(1.0)
                : when(col(Features.LABEL).equalTo(1), 0.5 / rate).otherwise(0.5 / (1 - rate));
    }

    private static ProbabilisticClassificationModel<Vector, ?> logistic(Dataset<Row> weighed) {
        return new LogisticRegression()
                .setFeaturesCol(FeatureVectors.VECTOR)
                .setLabelCol(Features.LABEL)
                .setWeightCol(WEIGHT)
                .setRegParam(RIDGE)
                .setMaxIter(50)
                .setTol(1e-5)
                .fit(weighed);
    }

    private static ProbabilisticClassificationModel<Vector, ?> boostedTrees(Dataset<Row> weighed, int trees) {
        return new GBTClassifier()
                .setFeaturesCol(FeatureVectors.VECTOR)
                .setLabelCol(Features.LABEL)
                .setWeightCol(WEIGHT)
                .setMaxIter(trees)
                .setMaxDepth(DEPTH)
                .setStepSize(0.1)
                .setSeed(SEED)
                .fit(weighed);
    }

    private static Attribution attribution(ProbabilisticClassificationModel<Vector, ?> model, Dataset<Row> learning) {
        if (model instanceof LogisticRegressionModel linear) {
            Vector means = learning.select(Summarizer.mean(col(FeatureVectors.VECTOR)))
                    .first()
                    .getAs(0);
            return new Attribution.Linear(linear.coefficients().toArray(), means.toArray());
        }
        return Attribution.TreePaths.of((GBTClassificationModel) model);
    }
}
