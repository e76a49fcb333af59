package org.crmlake.jobs.segments;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.crmlake.lake.LakeColumn;
import org.crmlake.model.segment.KnownScores;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedSpark.class)
class ScoreSourceTest {
    private static final LocalDate MAY = LocalDate.of(2011, 5, 1);
    private static final LocalDate JUNE = LocalDate.of(2011, 6, 1);
    private static final StructType CHURN = StructType.fromDDL(
            "customer_key STRING, model STRING, churn_decile INT, p_alive DOUBLE, churn_score DOUBLE, as_of DATE");

    @Test
    void everyKnownScoreIsInAColumnOfTheLake() {
        assertThat(ScoreSource.ALL).extracting(ScoreSource::name).isEqualTo(KnownScores.NAMES);
        assertThat(ScoreSource.ALL)
                .allSatisfy(source -> assertThat(source.table().columns())
                        .extracting(LakeColumn::name)
                        .contains(source.column(), ScoreSource.CUSTOMER_KEY));
    }

    @Test
    void takesTheNewestRunAndOfItsModelsTheFirst(SparkSession spark) {
        Dataset<Row> churn = spark.createDataFrame(
                List.of(
                        churn("shop:a", "bg-nbd", 3, 0.9, MAY),
                        churn("shop:a", "mbg-nbd", 5, 0.5, JUNE),
                        churn("shop:a", "pareto-nbd", 9, 0.1, JUNE),
                        churn("shop:b", "bg-nbd", 4, 0.8, MAY)),
                CHURN);

        assertThat(read("churn_decile", churn, JUNE)).isEqualTo(Map.of("shop:a", "5"));
        assertThat(read("churn_decile", churn, JUNE.minusDays(1))).isEqualTo(Map.of("shop:a", "3", "shop:b", "4"));
        assertThat(read("churn_decile", churn, MAY.minusDays(1))).isEmpty();
    }

    @Test
    void writesChancesInPlainDigits(SparkSession spark) {
        Dataset<Row> churn = spark.createDataFrame(
                List.of(
                        churn("shop:a", "bg-nbd", 1, 0.25, JUNE),
                        churn("shop:b", "bg-nbd", 1, 1.25e-5, JUNE),
                        churn("shop:c", "bg-nbd", 1, 1.0, JUNE),
                        churn("shop:d", "bg-nbd", 1, 1e-12, JUNE),
                        churn("shop:e", "bg-nbd", 1, null, JUNE)),
                CHURN);

        assertThat(read("churn_p_alive", churn, JUNE))
                .isEqualTo(Map.of("shop:a", "0.25", "shop:b", "0.0000125", "shop:c", "1", "shop:d", "0"));
    }

    @Test
    void writesWorthsInPlainDigits(SparkSession spark) {
        Dataset<Row> clv = spark.range(1)
                .select(
                        lit("shop:a").as("customer_key"),
                        lit(12_345_678.5).as("clv"),
                        lit(JUNE).as("as_of"));

        assertThat(read("clv", clv, JUNE)).isEqualTo(Map.of("shop:a", "12345678.5"));
        assertThat(read("clv", clv.withColumn("clv", col("clv").multiply(0).plus(1_000)), JUNE))
                .isEqualTo(Map.of("shop:a", "1000"));
    }

    private static Map<String, String> read(String score, Dataset<Row> rows, LocalDate asOf) {
        ScoreSource source = ScoreSource.ALL.stream()
                .filter(known -> known.name().equals(score))
                .findFirst()
                .orElseThrow();
        Map<String, String> values = new TreeMap<>();
        source.of(source.newest(rows, asOf)).collectAsList().forEach(row -> {
            assertThat(row.getString(1)).isEqualTo(score);
            assertThat(values.put(row.getString(0), row.getString(2))).isNull();
        });
        return values;
    }

    private static Row churn(String customer, String model, int decile, Double alive, LocalDate asOf) {
        return RowFactory.create(customer, model, decile, alive, 0.5, java.sql.Date.valueOf(asOf));
    }
}
