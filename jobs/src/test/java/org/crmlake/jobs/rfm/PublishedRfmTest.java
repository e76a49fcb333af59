package org.crmlake.jobs.rfm;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.monotonically_increasing_id;
import static org.apache.spark.sql.functions.to_timestamp;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.crmlake.jobs.daily.CustomerDailyTransform;
import org.crmlake.jobs.daily.OrderLines;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.RfmScoresTable;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Orders whose scores and segments somebody else has published; origin in the README beside them. */
@ExtendWith(SharedSpark.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PublishedRfmTest {
    private List<Row> published;
    private List<Row> scores;

    @BeforeAll
    void score(SparkSession spark) {
        published = csv(spark, "published_scores_segments.csv").collectAsList();
        Dataset<Row> events = csv(spark, "rfm_data_orders.csv")
                .select(
                        concat(lit("e"), monotonically_increasing_id()).as(EventsTable.EVENT_ID),
                        lit("Order Completed").as(EventsTable.NAME),
                        concat(lit("rfm:"), col("customer_id")).as(EventsTable.CUSTOMER_KEY),
                        to_timestamp(col("order_date"), "yyyy-MM-dd").as(EventsTable.EVENT_TIME),
                        col("revenue").cast("decimal(18,4)").as(EventsTable.AMOUNT),
                        lit("USD").as(EventsTable.CURRENCY),
                        map().cast("map<string,string>").as(EventsTable.PROPERTIES));
        LocalDate asOf = LocalDate.of(2006, 12, 31);
        Dataset<Row> customers = RfmTransform.customers(OrderLines.of(CustomerDailyTransform.daily(events)), asOf)
                .persist();
        scores = RfmTransform.scores(customers, RfmTransform.cutPoints(customers), asOf, RfmBands.DEFAULT)
                .collectAsList();
        customers.unpersist();
    }

    @Test
    void all995CustomersGetThePublishedScoresAndSegments() {
        // The published table spells names with titles, so customers are told apart by their numbers.
        List<List<Object>> wanted = published.stream()
                .map(row -> List.<Object>of(
                        Integer.parseInt(row.getAs("recency_days")),
                        Long.parseLong(row.getAs("transaction_count")),
                        Integer.parseInt(row.getAs("amount")),
                        Integer.parseInt(row.getAs("recency_score")),
                        Integer.parseInt(row.getAs("frequency_score")),
                        Integer.parseInt(row.getAs("monetary_score")),
                        Integer.parseInt(row.getAs("rfm_score")),
                        row.<String>getAs("segment")))
                .toList();
        List<List<Object>> found = scores.stream()
                .map(row -> List.<Object>of(
                        row.getAs(RfmScoresTable.RECENCY_DAYS),
                        row.getAs(RfmScoresTable.FREQUENCY),
                        row.<BigDecimal>getAs(RfmScoresTable.MONETARY).intValueExact(),
                        row.getAs(RfmScoresTable.RECENCY_SCORE),
                        row.getAs(RfmScoresTable.FREQUENCY_SCORE),
                        row.getAs(RfmScoresTable.MONETARY_SCORE),
                        row.getAs(RfmScoresTable.RFM_SCORE),
                        row.<String>getAs(RfmScoresTable.SEGMENT)))
                .toList();

        assertThat(wanted).hasSize(995);
        assertThat(found).containsExactlyInAnyOrderElementsOf(wanted);
    }

    @Test
    void namedCustomersGetTheirPublishedScores() {
        Map<String, Integer> byCustomer = scores.stream()
                .collect(Collectors.toMap(
                        row -> row.getAs(RfmScoresTable.CUSTOMER_KEY), row -> row.getAs(RfmScoresTable.RFM_SCORE)));

        assertThat(byCustomer)
                .containsEntry("rfm:Abbey O'Reilly", 343)
                .containsEntry("rfm:Add Senger", 412)
                .containsEntry("rfm:Aden Lesch", 323)
                .containsEntry("rfm:Aden Murphy", 544)
                .containsEntry("rfm:Admiral Senger", 433);
    }

    @Test
    void scoresAreSpreadAsPublished() {
        assertThat(countsOf(RfmScoresTable.RECENCY_SCORE))
                .isEqualTo(Map.<Object, Long>of(1, 197L, 2, 200L, 3, 199L, 4, 199L, 5, 200L));
        assertThat(countsOf(RfmScoresTable.FREQUENCY_SCORE))
                .isEqualTo(Map.<Object, Long>of(1, 268L, 2, 187L, 3, 176L, 4, 244L, 5, 120L));
        assertThat(countsOf(RfmScoresTable.MONETARY_SCORE))
                .isEqualTo(Map.<Object, Long>of(1, 200L, 2, 200L, 3, 198L, 4, 202L, 5, 195L));
    }

    @Test
    void segmentsAreAsLargeAsPublished() {
        assertThat(countsOf(RfmScoresTable.SEGMENT))
                .isEqualTo(Map.<Object, Long>of(
                        "Potential Loyalist", 342L,
                        "Loyal Customers", 170L,
                        "Lost", 148L,
                        "New Customers", 104L,
                        "About To Sleep", 102L,
                        "Can't Lose Them", 47L,
                        "Champions", 35L,
                        "At Risk", 28L,
                        "Need Attention", 10L,
                        "Promising", 9L));
    }

    private Map<Object, Long> countsOf(String column) {
        return scores.stream()
                .map(row -> (Object) row.getAs(column))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    private static Dataset<Row> csv(SparkSession spark, String name) {
        return spark.read()
                .option("header", true)
                .csv(PublishedRfmTest.class.getResource("/rfm-orders/" + name).toString());
    }
}
