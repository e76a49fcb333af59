package org.crmlake.jobs.value;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.jobs.btyd.ModelKind;
import org.crmlake.lake.ChurnScoresTable;
import org.crmlake.lake.LakeColumn;

/** Scores of customers by a model of purchases. */
final class ChurnTransform {
    private static final int DECILES = 10;
    private static final String SCORES = "scores";

    private ChurnTransform() {}

    /**
     * Returns for each decile from 2 on the lowest score that is in it: who belongs to a decile has at least so many tenths of the
     * customers below. Worked out from the distinct histories, so it is exact for any number of customers.
     */
    static double[] cutPoints(DayHistories customers, HistoryScores scores) {
        double[] ofGroup = IntStream.range(0, customers.size())
                .parallel()
                .mapToDouble(group -> scores.churnScore(
                        customers.repeats(group), customers.recencyDays(group), customers.ageDays(group)))
                .toArray();
        double[] rising = ofGroup.clone();
        Arrays.parallelSort(rising);
        long[] customersAt = new long[rising.length];
        for (int group = 0; group < ofGroup.length; group++) {
            customersAt[Arrays.binarySearch(rising, ofGroup[group])] += customers.customers(group);
        }
        double[] cuts = new double[DECILES - 1];
        Arrays.fill(cuts, Double.POSITIVE_INFINITY);
        long all = customers.customers();
        long below = 0;
        long belowOrEqual = 0;
        double last = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < rising.length; i++) {
            // Scores that differ in the last digits only are equal: executors may round otherwise than the driver.
            if (rising[i] > last + 1e-12) {
                below = belowOrEqual;
                last = rising[i];
                int decile = (int) Math.min(DECILES, 1 + below * DECILES / all);
                for (int k = decile; k >= 2 && cuts[k - 2] == Double.POSITIVE_INFINITY; k--) {
                    cuts[k - 2] = last - 1e-12;
                }
            }
            belowOrEqual += customersAt[i];
        }
        return cuts;
    }

    /**
     * Scores customers.
     *
     * @param customers what {@link PurchaseSummaryTransform#customers} returns
     * @param horizon in days
     * @param cuts what {@link #cutPoints} returns
     * @return the columns of {@link ChurnScoresTable}
     */
    static Dataset<Row> scores(
            Dataset<Row> customers,
            HistoryScores scores,
            double[] cuts,
            ModelKind kind,
            String modelId,
            int horizon,
            LocalDate asOf) {
        Column decile = lit(1);
        for (double cut : cuts) {
            decile = decile.plus(col(ChurnScoresTable.CHURN_SCORE).geq(cut).cast("int"));
        }
        // Not deterministic by word only: else Spark would work the model out once for each field that is taken.
        Column scored = udf(scores, HistoryScores.TYPE)
                .asNondeterministic()
                .apply(
                        col(PurchaseSummaryTransform.REPEATS),
                        col(PurchaseSummaryTransform.RECENCY_DAYS),
                        col(PurchaseSummaryTransform.AGE_DAYS));
        return customers
                .withColumn(SCORES, scored)
                .select(col("*"), col(SCORES + ".*"))
                .withColumn(ChurnScoresTable.CHURN_DECILE, decile)
                .withColumn(ChurnScoresTable.MODEL, lit(kind.toString()))
                .withColumn(ChurnScoresTable.MODEL_ID, lit(modelId))
                .withColumn(ChurnScoresTable.HORIZON_DAYS, lit(horizon))
                .withColumn(ChurnScoresTable.AS_OF, lit(asOf))
                .select(ChurnScoresTable.TABLE.columns().stream()
                        .map(LakeColumn::name)
                        .map(name -> col(name))
                        .toArray(Column[]::new));
    }
}
