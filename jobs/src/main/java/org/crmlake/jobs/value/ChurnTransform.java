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
import org.crmlake.jobs.Tenths;
import org.crmlake.jobs.btyd.ModelKind;
import org.crmlake.lake.ChurnScoresTable;
import org.crmlake.lake.LakeColumn;

/** Scores of customers by a model of purchases. */
final class ChurnTransform {
    private static final String SCORES = "scores";

    private ChurnTransform() {}

    /**
     * The deciles of scores.
     *
     * @param lowest for each decile from 2 on the lowest score that is in it or in a higher one
     * @param customers how many each decile has, the lowest first
     */
    record Deciles(double[] lowest, long[] customers) {}

    /**
     * Returns the deciles by {@link Tenths}. Worked out from the distinct histories, so they are exact for any number of customers.
     */
    static Deciles deciles(DayHistories customers, HistoryScores scores) {
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
        double[] lowest = new double[Tenths.PARTS - 1];
        Arrays.fill(lowest, Double.POSITIVE_INFINITY);
        long[] sizes = new long[Tenths.PARTS];
        long below = 0;
        for (int from = 0, to = 0; from < rising.length; from = to) {
            long equal = 0;
            // Scores that differ in the last digits only are equal: executors may round otherwise than the driver.
            for (; to < rising.length && rising[to] <= rising[from] + 1e-12; to++) {
                equal += customersAt[to];
            }
            int decile = Tenths.of(below, equal, customers.customers());
            sizes[decile - 1] += equal;
            for (int k = decile; k >= 2 && lowest[k - 2] == Double.POSITIVE_INFINITY; k--) {
                lowest[k - 2] = rising[from] - 1e-12;
            }
            below += equal;
        }
        return new Deciles(lowest, sizes);
    }

    /**
     * Scores customers.
     *
     * @param customers what {@link PurchaseSummaryTransform#customers} returns
     * @param horizon in days
     * @param deciles what {@link #deciles} returns
     * @return the columns of {@link ChurnScoresTable}
     */
    static Dataset<Row> scores(
            Dataset<Row> customers,
            HistoryScores scores,
            Deciles deciles,
            ModelKind kind,
            String modelId,
            int horizon,
            LocalDate asOf) {
        Column decile = lit(1);
        for (double cut : deciles.lowest()) {
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
