package org.crmlake.jobs.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.crmlake.jobs.daily.CustomerDailyTransform;
import org.crmlake.jobs.daily.OrderLines;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.SparkLake;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import scala.jdk.javaapi.CollectionConverters;

@ExtendWith(SharedSpark.class)
class PurchaseSummaryTransformTest {
    private static final LocalDate LAST = LocalDate.of(2026, 3, 1);

    private SparkSession spark;
    private final List<Row> events = new ArrayList<>();

    @BeforeEach
    void keep(SparkSession session) {
        spark = session;
    }

    @Test
    void countsDaysAfterTheFirstAndDaysInBetween() {
        bought("anna", "2026-01-01T09:00:00Z", "1", "10");
        bought("anna", "2026-01-01T20:00:00Z", "2", "5");
        bought("anna", "2026-01-11T00:00:00Z", "3", "20");
        bought("anna", "2026-02-01T23:59:59Z", "4", "31");

        assertThat(summed()).containsExactly("anna 2 31 59 25.5");
    }

    @Test
    void leavesOutWhatComesAfterTheLastDay() {
        bought("anna", "2026-02-20T09:00:00Z", "1", "10");
        bought("anna", "2026-03-01T23:59:59Z", "2", "7");
        bought("anna", "2026-03-02T00:00:00Z", "3", "9");

        assertThat(summed()).containsExactly("anna 1 9 9 7.0");
    }

    @Test
    void takesWhatWasGivenBackFromItsOrdersDay() {
        bought("anna", "2026-01-01T09:00:00Z", "1", "10");
        bought("anna", "2026-01-08T09:00:00Z", "2", "30");
        returned("anna", "2026-02-08T09:00:00Z", "2", "12");

        assertThat(summed()).containsExactly("anna 1 7 59 18.0");
    }

    @Test
    void anOrderThatWasGivenBackAsAWholeWasNone() {
        bought("anna", "2026-01-01T09:00:00Z", "1", "10");
        bought("anna", "2026-01-08T09:00:00Z", "2", "30");
        returned("anna", "2026-01-09T09:00:00Z", "2", "30");
        bought("bert", "2026-01-08T09:00:00Z", "3", "30");
        returned("bert", "2026-01-09T09:00:00Z", "3", "30");

        assertThat(summed()).containsExactly("anna 0 0 59 0.0");
    }

    @Test
    void anOrderThatCostNothingIsAPurchase() {
        bought("anna", "2026-01-01T09:00:00Z", "1", "10");
        bought("anna", "2026-01-08T09:00:00Z", "2", "0");

        assertThat(summed()).containsExactly("anna 1 7 59 0.0");
    }

    @Test
    void ofNobodyThereIsNothing() {
        assertThat(summed()).isEmpty();
    }

    @Test
    void equalHistoriesAreCountedAndGiveEqualFingerprints() {
        for (String customer : List.of("anna", "bert")) {
            bought(customer, "2026-01-01T09:00:00Z", customer + "1", "10");
            bought(customer, "2026-01-08T09:00:00Z", customer + "2", "30");
        }
        bought("carl", "2026-01-01T09:00:00Z", "9", "10");

        DayHistories histories = DayHistories.of(customers());

        assertThat(histories.size()).isEqualTo(2);
        assertThat(histories.customers()).isEqualTo(3);
        assertThat(histories.repeats(1)).isEqualTo(1);
        assertThat(histories.customers(1)).isEqualTo(2);
        assertThat(histories.fingerprint())
                .hasSize(64)
                .isEqualTo(DayHistories.of(customers()).fingerprint());
        assertThat(histories.shares().entrySet().stream()
                        .filter(share -> share.getKey().startsWith("age:"))
                        .mapToDouble(Map.Entry::getValue)
                        .sum())
                .isEqualTo(1);
    }

    private Dataset<Row> customers() {
        Dataset<Row> rows = spark.createDataFrame(events, SparkLake.columns(EventsTable.TABLE));
        return PurchaseSummaryTransform.customers(OrderLines.of(CustomerDailyTransform.daily(rows)), LAST);
    }

    private List<String> summed() {
        return customers().collectAsList().stream()
                .map(row -> row.mkString(" "))
                .sorted()
                .toList();
    }

    private void bought(String customer, String time, String order, String amount) {
        event("Order Completed", customer, time, order, amount);
    }

    private void returned(String customer, String time, String order, String amount) {
        event("Order Refunded", customer, time, order, amount);
    }

    private void event(String name, String customer, String time, String order, String amount) {
        Timestamp at = Timestamp.from(Instant.parse(time));
        events.add(RowFactory.create(
                "e" + events.size(),
                "track",
                name,
                customer,
                null,
                null,
                at,
                null,
                at,
                "shop",
                null,
                null,
                new BigDecimal(amount).setScale(4),
                "EUR",
                CollectionConverters.asScala(Map.of("order_id", order)),
                CollectionConverters.asScala(Map.of()),
                false,
                "b1"));
    }
}
