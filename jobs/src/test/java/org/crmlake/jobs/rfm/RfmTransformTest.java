package org.crmlake.jobs.rfm;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.crmlake.jobs.daily.CustomerDailyTransform;
import org.crmlake.jobs.daily.OrderLines;
import org.crmlake.lake.RfmScoresTable;
import org.crmlake.lake.SparkLake;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedSpark.class)
class RfmTransformTest {
    private static final LocalDate AS_OF = LocalDate.of(2026, 6, 1);

    private SparkSession spark;

    @BeforeEach
    void use(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void countsDaysFromTheLastOrder() {
        OrderEvents events = new OrderEvents()
                .bought("crm:1", "2026-05-01T00:00:00Z", "1", "10")
                .bought("crm:1", "2026-05-30T23:59:59.999999Z", "2", "5.5")
                .bought("crm:1", "2026-05-10T12:00:00Z", "3", "1");

        assertThat(customers(events)).containsExactly(customer("crm:1", 2, 3, "16.5000"));
    }

    @Test
    void looksAtNothingFromAsOfOn() {
        OrderEvents events = new OrderEvents()
                .bought("crm:1", "2026-05-31T23:59:59.999999Z", "1", "10")
                .bought("crm:1", "2026-06-01T00:00:00Z", "2", "10")
                .bought("crm:2", "2026-06-01T00:00:00Z", "3", "10");

        assertThat(customers(events)).containsExactly(customer("crm:1", 1, 1, "10.0000"));
    }

    @Test
    void countsTheLinesOfAnOrderOnce() {
        OrderEvents events = new OrderEvents()
                .bought("crm:1", "2026-05-01T08:00:00Z", "7", "10")
                .bought("crm:1", "2026-05-01T08:00:00Z", "7", "20")
                .bought("crm:2", "2026-05-01T08:00:00Z", "7", "1");

        assertThat(customers(events))
                .containsExactlyInAnyOrder(customer("crm:1", 31, 1, "30.0000"), customer("crm:2", 31, 1, "1.0000"));
    }

    @Test
    void takesAnEventThatNamesNoOrderForAnOrder() {
        OrderEvents events = new OrderEvents()
                .bought("crm:1", "2026-05-01T08:00:00Z", null, "10")
                .bought("crm:1", "2026-05-01T08:00:00Z", null, "10");

        assertThat(customers(events)).containsExactly(customer("crm:1", 31, 2, "20.0000"));
    }

    @Test
    void subtractsWhatWasGivenBackForAnyOrder() {
        OrderEvents events = new OrderEvents()
                .bought("crm:1", "2026-05-01T08:00:00Z", "1", "100")
                .refunded("crm:1", "2026-05-03T08:00:00Z", "1", "30")
                .cancelled("crm:1", "2026-05-04T08:00:00Z", "C99", "80");

        assertThat(customers(events)).containsExactly(customer("crm:1", 31, 1, "-10.0000"));
    }

    @Test
    void doesNotCountAnOrderThatWasCancelledAsAWhole() {
        OrderEvents events = new OrderEvents()
                .bought("crm:1", "2026-05-01T08:00:00Z", "1", "100")
                .bought("crm:1", "2026-05-20T08:00:00Z", "2", "60")
                .cancelled("crm:1", "2026-05-21T08:00:00Z", "2", "60");

        assertThat(customers(events)).containsExactly(customer("crm:1", 31, 1, "100.0000"));
    }

    @Test
    void countsGiftsAndOrdersWithoutAPrice() {
        OrderEvents events = new OrderEvents()
                .bought("crm:1", "2026-05-01T08:00:00Z", "1", "100")
                .bought("crm:1", "2026-05-20T08:00:00Z", "2", "0")
                .bought("crm:1", "2026-05-21T08:00:00Z", "3", null)
                .bought("crm:2", "2026-05-21T08:00:00Z", "4", "0")
                .cancelled("crm:2", "2026-05-22T08:00:00Z", "4", "0")
                .bought("crm:3", "2026-05-21T08:00:00Z", "5", "0");

        assertThat(customers(events))
                .containsExactlyInAnyOrder(customer("crm:1", 11, 3, "100.0000"), customer("crm:3", 11, 1, "0.0000"));
    }

    @Test
    void givesNoRowToThoseWhoBoughtNothing() {
        OrderEvents events = new OrderEvents()
                .event("Product Viewed", "crm:1", "2026-05-01T08:00:00Z", "1", "100")
                .event(null, "crm:2", "2026-05-01T08:00:00Z", "1", "100")
                .refunded("crm:3", "2026-05-01T08:00:00Z", "1", "100");

        assertThat(customers(events)).isEmpty();
    }

    @Test
    void putsAValueAtACutPointIntoTheUpperBin() {
        // Quantiles of 0, 1, ..., 5 are 1, 2, 3, 4; plus 1 the cut points are 2, 3, 4, 5.
        Dataset<Row> customers = measures(0, 1, 2, 3, 4, 5);

        assertThat(scores(customers, RfmScoresTable.MONETARY_SCORE)).containsExactly(1, 1, 2, 3, 4, 5);
        assertThat(scores(customers, RfmScoresTable.FREQUENCY_SCORE)).containsExactly(1, 1, 2, 3, 4, 5);
        assertThat(scores(customers, RfmScoresTable.RECENCY_SCORE)).containsExactly(5, 5, 4, 3, 2, 1);
        assertThat(scores(customers, RfmScoresTable.RFM_SCORE)).containsExactly(511, 511, 422, 333, 244, 155);
    }

    @Test
    void givesEqualCustomersEqualScores() {
        Dataset<Row> customers = measures(1, 1, 1, 1, 1, 9);

        assertThat(scores(customers, RfmScoresTable.MONETARY_SCORE)).containsExactly(1, 1, 1, 1, 1, 5);
    }

    @Test
    void scoresASingleCustomer() {
        assertThat(scores(measures(3), RfmScoresTable.RFM_SCORE)).containsExactly(511);
    }

    @Test
    void returnsTheColumnsOfTheTable() {
        Dataset<Row> customers = measures(1, 2);
        Dataset<Row> scores =
                RfmTransform.scores(customers, RfmTransform.cutPoints(customers), AS_OF, RfmBands.DEFAULT);

        assertThat(typesOf(scores.schema())).isEqualTo(typesOf(SparkLake.columns(RfmScoresTable.TABLE)));
    }

    @Test
    void returnsNoRowsForNoEvents() {
        Dataset<Row> customers =
                RfmTransform.customers(OrderLines.of(CustomerDailyTransform.daily(new OrderEvents().in(spark))), AS_OF);
        Dataset<Row> scores =
                RfmTransform.scores(customers, RfmTransform.cutPoints(customers), AS_OF, RfmBands.DEFAULT);

        assertThat(scores.collectAsList()).isEmpty();
        assertThat(typesOf(scores.schema())).isEqualTo(typesOf(SparkLake.columns(RfmScoresTable.TABLE)));
    }

    private List<Row> customers(OrderEvents events) {
        return RfmTransform.customers(OrderLines.of(CustomerDailyTransform.daily(events.in(spark))), AS_OF)
                .collectAsList();
    }

    private static Row customer(String key, int recencyDays, long frequency, String monetary) {
        return RowFactory.create(key, recencyDays, frequency, new BigDecimal(monetary));
    }

    /** Customers whose three measures are the same number. */
    private Dataset<Row> measures(int... values) {
        StructType columns = new StructType()
                .add(RfmScoresTable.CUSTOMER_KEY, DataTypes.StringType, false)
                .add(RfmScoresTable.RECENCY_DAYS, DataTypes.IntegerType, false)
                .add(RfmScoresTable.FREQUENCY, DataTypes.LongType, false)
                .add(RfmScoresTable.MONETARY, DataTypes.createDecimalType(20, 4), false);
        List<Row> rows = new ArrayList<>();
        for (int value : values) {
            rows.add(RowFactory.create("crm:" + rows.size(), value, (long) value, BigDecimal.valueOf(value, 0)));
        }
        return spark.createDataFrame(rows, columns);
    }

    private static List<Integer> scores(Dataset<Row> customers, String column) {
        return RfmTransform.scores(customers, RfmTransform.cutPoints(customers), AS_OF, RfmBands.DEFAULT)
                .orderBy(RfmScoresTable.CUSTOMER_KEY)
                .select(column)
                .collectAsList()
                .stream()
                .map(row -> row.getInt(0))
                .toList();
    }

    private static List<String> typesOf(StructType schema) {
        return Arrays.stream(schema.fields())
                .map((StructField field) ->
                        field.name() + " " + field.dataType().sql())
                .toList();
    }
}
