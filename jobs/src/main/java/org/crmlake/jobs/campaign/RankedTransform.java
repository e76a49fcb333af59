package org.crmlake.jobs.campaign;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.stream.DoubleStream;
import org.apache.spark.ml.feature.Bucketizer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Counts customers by score. */
final class RankedTransform {
    static final String SCORE = "score";

    private static final String STEP = "step";

    private RankedTransform() {}

    /**
     * One row for each score, the highest first.
     *
     * @param scored with {@code arm}, {@code score} and the column {@code outcome}
     * @return {@code score, treated, control, treated_did, control_did}
     */
    static Dataset<Row> counted(Dataset<Row> scored, String outcome, String arm, String control) {
        Column isTreated = col(ParticipantsTransform.ARM).equalTo(arm);
        Column did = col(outcome).gt(0);
        return scored.filter(col(ParticipantsTransform.ARM).isin(arm, control))
                .groupBy(SCORE)
                .agg(
                        count(when(isTreated, lit(1))).as("treated"),
                        count(when(isTreated, null).otherwise(1)).as("control"),
                        count(when(isTreated.and(did), 1)).as("treated_did"),
                        count(when(isTreated, null).when(did, 1)).as("control_did"))
                .orderBy(col(SCORE).desc());
    }

    /**
     * Makes scores that lie between two of {@code borders} the same.
     *
     * @param scored with {@code score}, in which nothing is missing
     * @return the same rows; the score is the number of the step, higher for higher scores
     */
    static Dataset<Row> inSteps(Dataset<Row> scored, double[] borders) {
        double[] splits = DoubleStream.concat(
                        DoubleStream.of(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY),
                        // Adding 0 makes one of the two zeros.
                        DoubleStream.of(borders).map(border -> border + 0.0))
                .distinct()
                .sorted()
                .toArray();
        return new Bucketizer()
                .setInputCol(SCORE)
                .setOutputCol(STEP)
                .setSplits(splits)
                .transform(scored)
                .drop(SCORE)
                .withColumnRenamed(STEP, SCORE);
    }
}
