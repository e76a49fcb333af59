package org.crmlake.jobs.segments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.Event;
import org.crmlake.model.EventKind;
import org.crmlake.model.segment.AsOf;
import org.crmlake.model.segment.LeafTypes;
import org.crmlake.model.segment.SegmentDefinition;
import org.crmlake.model.segment.SegmentFile;
import org.crmlake.model.segment.SegmentSet;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The definitions that ship with crmlake, over the sample data, against queries of DuckDB. */
@ExtendWith(SharedSpark.class)
class RetailSegmentsTest {
    private static final Path REPOSITORY = Path.of(System.getProperty("crmlake.repository"));
    private static final ZoneId ZONE = ZoneId.of("Europe/London");
    private static final LocalDate AS_OF = LocalDate.of(2011, 7, 16);

    /** Times stay on London's clock here, so that days and windows are plain. */
    private static final String LINES = """
            create table e as select 'retail:' || replace(CustomerID, '.0', '') as c, cast(InvoiceDate as timestamp) as t,
              case when InvoiceNo like 'C%%' then 'x' when cast(Quantity as int) < 0 then 'r' else 'o' end as n,
              abs(cast(Quantity as int) * cast(UnitPrice as decimal(18,4))) as a, InvoiceNo as i, StockCode as p,
              trim(Description) as d, Country as l, row_number() over () as id
            from read_csv('%s', header = true, all_varchar = true)
            where CustomerID is not null""";

    /** One for each definition; "now" is the start of the date, 16 July, a Saturday. */
    private static final Map<String, String> ORACLES = Map.ofEntries(
            Map.entry(
                    "big-spenders",
                    "select c from e where n = 'o' and t >= '2011-06-16' group by c having sum(a) >= 1000"),
            Map.entry("first-time-buyers", "select c from e where n = 'o' group by c having min(t) >= '2011-07-02'"),
            Map.entry(
                    "lapsed-after-orders",
                    "select c from e where n = 'o' group by c having count(*) >= 10 and max(t) < '2011-06-25'"),
            Map.entry("big-refunders", "select c from e where n <> 'o' group by c having sum(a) >= 50"),
            Map.entry("never-refunded", "select distinct c from e where c not in (select c from e where n <> 'o')"),
            Map.entry(
                    "weekly-buyers",
                    "select c from e where n = 'o' and t >= '2011-06-18' group by c having"
                            + " count(distinct date_diff('day', date '2011-06-18', cast(t as date)) // 7) >= 3"),
            Map.entry(
                    "bought-then-returned",
                    "select distinct x.c from e x join e y on x.c = y.c and x.p = y.p and x.n = 'o' and y.n <> 'o'"
                            + " and y.t > x.t and y.t <= x.t + interval 30 day"),
            Map.entry(
                    "lantern-not-holder",
                    "select distinct c from e x where n = 'o' and d like '%LANTERN%' and t + interval 14 day < '2011-07-16'"
                            + " and not exists (select 1 from e y where y.c = x.c and y.n = 'o' and"
                            + " y.d like '%T-LIGHT HOLDER%' and y.t > x.t and y.t <= x.t + interval 14 day)"),
            Map.entry("many-products", "select c from e where n = 'o' group by c having count(distinct p) >= 50"),
            Map.entry(
                    "outside-uk", "select c from e where n = 'o' group by c having not bool_or(l = 'United Kingdom')"),
            Map.entry(
                    "large-average",
                    "select c from e where n = 'o' and t >= '2011-07-01' group by c having sum(a) > 40 * count(*)"),
            Map.entry(
                    "champions-at-risk",
                    "select c from e group by c having sum(case when n = 'o' then a else -a end) >= 1000 and"
                            + " coalesce(max(t) filter (where n = 'o') < '2011-07-06', true) and min(t) < '2011-07-06'"),
            Map.entry(
                    "big-but-fair",
                    "select c from e group by c having sum(a) filter (where n = 'o' and t >= '2011-06-16') >= 1000"
                            + " and coalesce(sum(a) filter (where n <> 'o'), 0) < 50"),
            Map.entry(
                    "holdout",
                    "select distinct c from e where ('0x' || substr(sha256('summer-2011' || chr(0) || c), 1, 8))::ubigint"
                            + " * 10000 // 4294967296 < 1000"));

    @Test
    void everyDefinitionHoldsWhomDuckDbFinds(SparkSession spark) throws IOException, SQLException {
        SegmentSet segments = shipped();
        assertThat(segments.definitions())
                .extracting(SegmentDefinition::name)
                .containsExactlyInAnyOrderElementsOf(ORACLES.keySet());
        Map<String, SortedSet<String>> expected = new TreeMap<>();
        List<Event> events = new ArrayList<>();
        Map<String, Map<String, String>> scores = new TreeMap<>();
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement()) {
            statement.execute(LINES.formatted(
                    REPOSITORY.resolve("samples/online-retail/online_retail_2011-06-01_2011-07-15.csv.gz")));
            for (Map.Entry<String, String> oracle : ORACLES.entrySet()) {
                expected.put(oracle.getKey(), new TreeSet<>());
                try (ResultSet rows = statement.executeQuery(oracle.getValue())) {
                    while (rows.next()) {
                        expected.get(oracle.getKey()).add(rows.getString(1));
                    }
                }
            }
            read(statement, events, scores);
        }

        Map<String, SortedSet<String>> found = new TreeMap<>();
        segments.definitions().forEach(segment -> found.put(segment.name(), new TreeSet<>()));
        for (Row row : SegmentTransform.evaluate(
                        EventRows.of(events, spark),
                        EventRows.scores(scores, spark),
                        segments,
                        AsOf.startOf(AS_OF, ZONE))
                .collectAsList()) {
            List<String> in = row.getList(1);
            in.forEach(segment -> found.get(segment).add(row.getString(0)));
        }

        assertThat(found).isEqualTo(expected);
        assertThat(found)
                .allSatisfy(
                        (segment, members) -> assertThat(members).as(segment).hasSizeBetween(2, 1_100));
    }

    private static SegmentSet shipped() throws IOException {
        try (Stream<Path> files = Files.list(REPOSITORY.resolve("conf/segments/online-retail"))) {
            List<SegmentDefinition> definitions = new ArrayList<>();
            for (Path file : files.toList()) {
                SegmentDefinition definition = SegmentFile.parse(Files.readString(file), LeafTypes.builtIn());
                assertThat(file).hasFileName(definition.name() + ".yaml");
                definitions.add(definition);
            }
            return SegmentSet.of(definitions);
        }
    }

    /** Reads the lines as events, with the money of each customer as a score. */
    private static void read(Statement statement, List<Event> events, Map<String, Map<String, String>> scores)
            throws SQLException {
        try (ResultSet rows = statement.executeQuery("select c, n, t, a, i, p, d, l, id from e")) {
            while (rows.next()) {
                Map<String, String> properties = new HashMap<>();
                properties.put("order_id", rows.getString(5));
                properties.put("product_id", rows.getString(6));
                if (rows.getString(7) != null) {
                    properties.put("product_name", rows.getString(7));
                }
                properties.put("country", rows.getString(8));
                Instant time =
                        rows.getTimestamp(3).toLocalDateTime().atZone(ZONE).toInstant();
                String name =
                        switch (rows.getString(2)) {
                            case "o" -> "Order Completed";
                            case "r" -> "Order Refunded";
                            default -> "Order Cancelled";
                        };
                events.add(
                        event("e" + rows.getLong(9), name, rows.getString(1), time, rows.getBigDecimal(4), properties));
            }
        }
        try (ResultSet rows = statement.executeQuery(
                "select c, sum(case when n = 'o' then a else -a end)::varchar from e group by c")) {
            while (rows.next()) {
                scores.put(rows.getString(1), Map.of("rfm_monetary", rows.getString(2)));
            }
        }
    }

    private static Event event(
            String id, String name, String customer, Instant time, BigDecimal amount, Map<String, String> properties) {
        return new Event(
                id,
                EventKind.TRACK,
                name,
                new CustomerKey(customer),
                null,
                null,
                time,
                null,
                "online-retail",
                null,
                null,
                amount.setScale(4),
                "GBP",
                properties,
                Map.of(),
                false,
                "b");
    }
}
