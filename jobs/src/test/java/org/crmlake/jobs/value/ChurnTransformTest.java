package org.crmlake.jobs.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.crmlake.jobs.Tenths;
import org.crmlake.jobs.btyd.ModelKind;
import org.crmlake.jobs.btyd.PurchaseHistory;
import org.crmlake.jobs.btyd.PurchaseModel;
import org.crmlake.lake.ChurnScoresTable;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedSpark.class)
class ChurnTransformTest {
    private static final PurchaseModel MODEL = ModelKind.BG_NBD.with(.243, 4.414, .793, 2.426);
    private static final LocalDate AS_OF = LocalDate.of(2026, 6, 1);

    @Test
    void scoresAreThoseOfTheModelInItsUnitOfTime(SparkSession spark) {
        Row score = scores(spark, RowFactory.create("anna", 2, 213, 272, 5.0)).first();
        PurchaseHistory history = new PurchaseHistory(2, 213 / 7.0, 272 / 7.0);

        assertThat(score.<Double>getAs(ChurnScoresTable.P_ALIVE))
                .isCloseTo(MODEL.probabilityAlive(history), within(1e-12));
        assertThat(score.<Double>getAs(ChurnScoresTable.EXPECTED_PURCHASES))
                .isCloseTo(MODEL.expectedPurchases(history, 39), within(1e-12));
        assertThat(score.<Double>getAs(ChurnScoresTable.CHURN_SCORE))
                .isCloseTo(MODEL.probabilityOfSilence(history, 39), within(1e-12));
        assertThat(score.<Integer>getAs(ChurnScoresTable.HORIZON_DAYS)).isEqualTo(273);
        assertThat(score.<String>getAs(ChurnScoresTable.MODEL_ID)).isEqualTo("some-id");
    }

    @Test
    void decilesAreTenthsOfTheCustomers(SparkSession spark) {
        Row[] customers = IntStream.range(0, 50)
                .mapToObj(i -> RowFactory.create("c" + i, 1, 100 + i, 200, 1.0))
                .toArray(Row[]::new);

        assertThat(deciles(scores(spark, customers)).values())
                .allMatch(count -> count == 5)
                .hasSize(10);
    }

    @Test
    void equalScoresStayTogetherInTheDecileOfTheirMiddle(SparkSession spark) {
        Row[] customers = IntStream.range(0, 100)
                .mapToObj(i -> i < 75
                        ? RowFactory.create("c" + i, 5, 190, 200, 1.0)
                        : RowFactory.create("c" + i, 5, 20 - (i - 75) / 5, 200, 1.0))
                .toArray(Row[]::new);

        // 75 share the lowest score: their middle has 37.5 below. Of the rest, the first five have 77.5 below their
        // middle.
        assertThat(deciles(scores(spark, customers))).isEqualTo(Map.of(4, 75L, 8, 5L, 9, 10L, 10, 10L));
    }

    @Test
    void theLargestGroupOfLikelyLeaversIsInTheWorstFifth(SparkSession spark) {
        Row[] customers = IntStream.range(0, 100)
                .mapToObj(i -> i < 75
                        ? RowFactory.create("c" + i, 5, 199 - i, 200, 1.0)
                        : RowFactory.create("c" + i, 5, 20, 200, 1.0))
                .toArray(Row[]::new);
        Dataset<Row> rows = histories(spark, customers);

        ChurnTransform.Deciles deciles =
                ChurnTransform.deciles(DayHistories.of(rows), new HistoryScores(MODEL, Period.WEEK, 39));

        assertThat(deciles.customers()).containsExactly(10, 10, 10, 10, 10, 10, 10, 5, 25, 0);
        assertThat(deciles(scores(spark, customers))).containsEntry(9, 25L).doesNotContainKey(10);
        assertThat(Tenths.warning("churn_decile", deciles.customers(), 10)).isEmpty();
    }

    @Test
    void aWorstFifthThatIsNoneIsTold() {
        assertThat(Tenths.warning("churn_decile", new long[] {10, 10, 10, 10, 10, 0, 0, 50, 0, 0}, 10))
                .contains("churn_decile 9 and 10 hold 0 of 100 customers, not a fifth: many have one score, and they"
                        + " stay together.");
        assertThat(Tenths.warning("decile", new long[] {30, 0, 0, 10, 10, 10, 10, 10, 10, 10}, 1))
                .contains("decile 1 and 2 hold 30 of 100 customers, not a fifth: many have one score, and they stay"
                        + " together.");
    }

    @Test
    void driftIsZeroForTheSamePeopleAndLargeForOthers(SparkSession spark) {
        Map<String, Double> then = Map.of("age:0", 0.5, "age:1", 0.5);

        assertThat(Drift.between(then, then)).isEqualTo(Map.of("age", 0.0));
        // (0.2 - 0.5) ln 0.4 + (0.8 - 0.5) ln 1.6
        assertThat(Drift.between(then, Map.of("age:0", 0.2, "age:1", 0.8)).get("age"))
                .isCloseTo(0.415888, within(1e-6));
    }

    private static Dataset<Row> scores(SparkSession spark, Row... customers) {
        Dataset<Row> rows = histories(spark, customers);
        HistoryScores scores = new HistoryScores(MODEL, Period.WEEK, 39);
        ChurnTransform.Deciles deciles = ChurnTransform.deciles(DayHistories.of(rows), scores);
        return ChurnTransform.scores(rows, scores, deciles, ModelKind.BG_NBD, "some-id", 273, AS_OF);
    }

    private static Dataset<Row> histories(SparkSession spark, Row... customers) {
        return spark.createDataFrame(
                List.of(customers),
                new StructType()
                        .add(PurchaseSummaryTransform.CUSTOMER_KEY, DataTypes.StringType, false)
                        .add(PurchaseSummaryTransform.REPEATS, DataTypes.IntegerType, false)
                        .add(PurchaseSummaryTransform.RECENCY_DAYS, DataTypes.IntegerType, false)
                        .add(PurchaseSummaryTransform.AGE_DAYS, DataTypes.IntegerType, false)
                        .add(PurchaseSummaryTransform.MEAN_REPEAT_VALUE, DataTypes.DoubleType, false));
    }

    private static Map<Integer, Long> deciles(Dataset<Row> scores) {
        Map<Integer, Long> counts = new TreeMap<>();
        scores.collectAsList().forEach(row -> counts.merge(row.getAs(ChurnScoresTable.CHURN_DECILE), 1L, Long::sum));
        return counts;
    }
}
