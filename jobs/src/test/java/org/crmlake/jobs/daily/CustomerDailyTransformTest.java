package org.crmlake.jobs.daily;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.crmlake.jobs.daily.EventRows.Happening;
import org.crmlake.lake.CustomerDailyTable;
import org.crmlake.lake.SparkLake;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedSpark.class)
class CustomerDailyTransformTest {
    private static final String[] NAMES = {"Order Completed", "Order Refunded", "Order Cancelled", "Page Viewed", null};
    private static final String[] CURRENCIES = {"EUR", "GBP", null};

    private SparkSession spark;

    @BeforeEach
    void use(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void addsUpTheEventsOfADay() {
        List<String> rows = daily(List.of(
                Happening.of("1", "Page Viewed", "crm:1", "2026-05-31T23:59:59.999999Z", null, null),
                Happening.of("2", "Page Viewed", "crm:1", "2026-05-31T00:00:00Z", null, null),
                Happening.of("3", "Page Viewed", "crm:1", "2026-06-01T00:00:00Z", null, null),
                Happening.of("4", null, "crm:1", "2026-06-01T08:00:00Z", null, null)));

        assertThat(rows)
                .containsExactlyInAnyOrder(
                        "[crm:1,2026-05-31,Page Viewed,2,Map(),2026-05-31T00:00:00Z,2026-05-31T23:59:59.999999Z,[],2026-05-25]",
                        "[crm:1,2026-06-01,Page Viewed,1,Map(),2026-06-01T00:00:00Z,2026-06-01T00:00:00Z,[],2026-06-01]",
                        "[crm:1,2026-06-01,null,1,Map(),2026-06-01T08:00:00Z,2026-06-01T08:00:00Z,[],2026-06-01]");
    }

    @Test
    void addsNoCurrencyToAnother() {
        Instant at = Instant.parse("2026-06-01T08:00:00Z");
        List<String> rows = daily(List.of(
                new Happening("1", "Tip Given", "crm:1", at, null, "1", "GBP"),
                new Happening("2", "Tip Given", "crm:1", at, null, "2", "EUR"),
                new Happening("3", "Tip Given", "crm:1", at, null, "3", "GBP"),
                new Happening("4", "Tip Given", "crm:1", at, null, "5", null),
                new Happening("5", "Tip Given", "crm:1", at, null, null, "JPY")));

        assertThat(rows).singleElement().asString().contains(",5,Map( -> 5.0000, EUR -> 2.0000, GBP -> 4.0000),");
    }

    @Test
    void keepsWhatIsSaidOfEachOrder() {
        List<String> rows = daily(List.of(
                Happening.of("1", "Order Completed", "crm:1", "2026-06-01T08:00:00Z", "A", "1"),
                Happening.of("2", "Order Completed", "crm:1", "2026-06-01T09:00:00Z", "A", "2"),
                Happening.of("3", "Order Completed", "crm:1", "2026-06-01T07:00:00Z", null, null),
                Happening.of("4", "Order Cancelled", "crm:1", "2026-06-01T10:00:00Z", "A", "3")));

        assertThat(rows)
                .containsExactlyInAnyOrder(
                        "[crm:1,2026-06-01,Order Completed,3,Map(EUR -> 3.0000),2026-06-01T07:00:00Z,2026-06-01T09:00:00Z,"
                                + "[[event:3,null,0.0000,2026-06-01T07:00:00Z], [order:A,EUR,3.0000,2026-06-01T09:00:00Z]],"
                                + "2026-06-01]",
                        "[crm:1,2026-06-01,Order Cancelled,1,Map(EUR -> 3.0000),2026-06-01T10:00:00Z,2026-06-01T10:00:00Z,"
                                + "[[order:A,EUR,3.0000,2026-06-01T10:00:00Z]],2026-06-01]");
    }

    @Test
    void returnsTheColumnsOfTheTableAndNoRowsForNoEvents() {
        Dataset<Row> daily = CustomerDailyTransform.daily(EventRows.in(spark));

        assertThat(daily.collectAsList()).isEmpty();
        assertThat(typesOf(daily.schema())).isEqualTo(typesOf(SparkLake.columns(CustomerDailyTable.TABLE)));
    }

    /** Events come in any order, cut into any batches; late ones, cancelled ones and returns among them. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void endsWhereARebuildEndsHoweverEventsComeIn(long seed) {
        Random random = new Random(seed);
        List<Happening> events = randomEvents(random);
        List<Row> state = List.of();
        List<Happening> taken = new ArrayList<>();
        while (taken.size() < events.size()) {
            int size = Math.min(events.size() - taken.size(), 1 + random.nextInt(events.size() / 2));
            List<Happening> batch = events.subList(taken.size(), taken.size() + size);
            taken.addAll(batch);
            state = restated(state, taken, batch);
        }

        assertThat(texts(state))
                .hasSizeGreaterThan(100)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(daily(events));
    }

    @Test
    void countsAndSumsWhatAPlainLoopCountsAndSums() {
        List<Happening> events = randomEvents(new Random(4));
        Map<String, String> wanted = new TreeMap<>();
        Map<String, Long> counts = new TreeMap<>();
        Map<String, BigDecimal> sums = new TreeMap<>();
        for (Happening event : events) {
            String key = event.customer() + " " + day(event) + " " + event.name();
            counts.merge(key, 1L, Long::sum);
            sums.merge(key, event.amount() == null ? BigDecimal.ZERO : new BigDecimal(event.amount()), BigDecimal::add);
        }
        counts.forEach((key, count) ->
                wanted.put(key, count + " " + sums.get(key).setScale(4).toPlainString()));

        Map<String, String> found = new TreeMap<>();
        for (Row row : CustomerDailyTransform.daily(EventRows.in(spark, events)).collectAsList()) {
            Map<String, BigDecimal> amounts = row.getJavaMap(row.fieldIndex(CustomerDailyTable.AMOUNTS));
            BigDecimal sum = amounts.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
            found.put(
                    row.getString(0) + " " + row.get(1) + " " + row.getString(2),
                    row.getLong(3) + " " + sum.setScale(4).toPlainString());
        }
        assertThat(found).isEqualTo(wanted);
    }

    /** What the table holds after a batch, as the job does it: some weeks are replaced, the others stay. */
    private List<Row> restated(List<Row> state, List<Happening> taken, List<Happening> batch) {
        SortedSet<LocalDate> days = new TreeSet<>();
        batch.forEach(event -> days.add(day(event)));
        SortedSet<LocalDate> weeks = CustomerDailyTransform.weeksOf(days);
        Dataset<Row> table = spark.createDataFrame(state, SparkLake.columns(CustomerDailyTable.TABLE));
        List<Row> after = new ArrayList<>(state);
        after.removeIf(row -> weeks.contains(
                row.getDate(row.fieldIndex(CustomerDailyTable.WEEK)).toLocalDate()));
        after.addAll(CustomerDailyTransform.restated(table, EventRows.in(spark, taken), days)
                .collectAsList());
        return after;
    }

    private static List<Happening> randomEvents(Random random) {
        List<Happening> events = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            events.add(new Happening(
                    "e" + i,
                    NAMES[random.nextInt(NAMES.length)],
                    "crm:" + random.nextInt(9),
                    Instant.parse("2026-05-20T00:00:00Z").plusSeconds(random.nextInt(20 * 24) * 3600L),
                    random.nextInt(3) == 0 ? null : "o" + random.nextInt(20),
                    random.nextInt(4) == 0
                            ? null
                            : BigDecimal.valueOf(random.nextInt(500), 2).toString(),
                    CURRENCIES[random.nextInt(CURRENCIES.length)]));
        }
        Collections.shuffle(events, random);
        return events;
    }

    private List<String> daily(List<Happening> events) {
        return texts(CustomerDailyTransform.daily(EventRows.in(spark, events)).collectAsList());
    }

    static List<String> texts(List<Row> rows) {
        return rows.stream().map(CustomerDailyTransformTest::text).toList();
    }

    /** A row without a machine's zone in its times, and without the names of Scala's lists. */
    private static String text(Object value) {
        if (value instanceof Row row) {
            List<String> cells = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                cells.add(text(row.get(i)));
            }
            return "[" + String.join(",", cells) + "]";
        }
        if (value instanceof java.sql.Timestamp time) {
            return time.toInstant().toString();
        }
        if (value instanceof scala.collection.Seq<?> list) {
            List<String> cells = new ArrayList<>();
            scala.jdk.javaapi.CollectionConverters.asJava(list).forEach(cell -> cells.add(text(cell)));
            return cells.toString();
        }
        return String.valueOf(value);
    }

    private static LocalDate day(Happening event) {
        return event.at().atOffset(ZoneOffset.UTC).toLocalDate();
    }

    private static List<String> typesOf(StructType schema) {
        return Arrays.stream(schema.fields())
                .map(field -> field.name() + " " + field.dataType().sql().replaceAll(" NOT NULL| COMMENT '[^']*'", ""))
                .toList();
    }
}
