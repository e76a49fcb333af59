package org.crmlake.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.crmlake.model.EventKind;
import org.crmlake.model.segment.AsOf;
import org.crmlake.model.segment.CustomerHistory;
import org.crmlake.model.segment.Evaluator;
import org.crmlake.model.segment.LeafTypes;
import org.crmlake.model.segment.Occurrence;
import org.crmlake.model.segment.SegmentFile;
import org.crmlake.model.segment.SegmentSet;
import org.junit.jupiter.api.Test;

/** What the benchmark compares must be the same thing: each segment by our evaluator and by its query in DuckDB. */
class SegmentPairTest {
    private static final int CUSTOMERS = 400;
    private static final LocalDate FIRST_DAY = LocalDate.of(2026, 1, 5);

    private final Map<String, List<Occurrence>> histories = new TreeMap<>();

    @Test
    void bothSidesMeanTheSameCustomers() throws SQLException {
        for (int customer = 0; customer < CUSTOMERS; customer++) {
            for (int day : Shoppers.purchaseDays(customer)) {
                buy("shop:" + customer, customer, day);
            }
        }
        Evaluator evaluator = new Evaluator(SegmentSet.of(SegmentPair.ALL.stream()
                .map(pair -> SegmentFile.parse(pair.definition(), LeafTypes.builtIn()))
                .toList()));
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            load(statement);
            Set<String> seen = new TreeSet<>();
            for (int day : new int[] {90, 180, Shoppers.DAYS}) {
                LocalDate asOf = FIRST_DAY.plusDays(day);
                DuckDbSegments.fill(statement, DuckDbSegments.midnight(asOf.toString()));

                Map<String, Set<String>> theirs = members(statement);
                assertThat(ours(evaluator, asOf)).as("as of " + asOf).isEqualTo(theirs);
                seen.addAll(theirs.keySet());
            }
            assertThat(seen).as("segments with members").hasSize(SegmentPair.ALL.size());
        }
    }

    private void buy(String key, int customer, int day) {
        String order = "o" + customer + "-" + day;
        String amount = BigDecimal.valueOf(Shoppers.cents(customer, day), 2).toPlainString();
        add(key, "Product Viewed", day, 0, Map.of());
        add(key, "Product Viewed", day, 60, Map.of());
        Map<String, String> paid = Map.of("properties.order_id", order, "amount", amount, "currency", "EUR");
        add(key, "Order Completed", day, 120, paid);
        if (new Draw(day, customer).nextInt(5) == 0) {
            add(key, "Order Refunded", day + 5, 180, paid);
        }
        if (new Draw(day, customer + CUSTOMERS).nextInt(3) == 0) {
            add(key, "Product Viewed", day + 40, 0, Map.of());
        }
    }

    private void add(String key, String name, int day, int second, Map<String, String> fields) {
        Instant time =
                FIRST_DAY.plusDays(day).atTime(10, 0).toInstant(ZoneOffset.UTC).plusSeconds(second);
        List<Occurrence> history = histories.computeIfAbsent(key, none -> new ArrayList<>());
        history.add(new Occurrence(time, key + "-" + history.size(), EventKind.TRACK, name, fields));
    }

    private void load(Statement statement) throws SQLException {
        statement.execute("CREATE TABLE all_events (customer_key VARCHAR, name VARCHAR, event_time TIMESTAMPTZ, amount"
                + " DECIMAL(18, 4), currency VARCHAR, properties MAP(VARCHAR, VARCHAR))");
        List<String> rows = new ArrayList<>();
        histories.forEach((key, history) -> history.forEach(event -> rows.add(String.format(
                "('%s', '%s', '%s', %s, %s, %s)",
                key,
                event.name(),
                event.time(),
                event.fields().getOrDefault("amount", "NULL"),
                event.fields().containsKey("currency") ? "'EUR'" : "NULL",
                event.fields().containsKey("currency")
                        ? "MAP {'order_id': '" + event.fields().get("properties.order_id") + "'}"
                        : "MAP {'page': 'x'}"))));
        statement.execute("INSERT INTO all_events VALUES " + String.join(", ", rows));
    }

    private static Map<String, Set<String>> members(Statement statement) throws SQLException {
        Map<String, Set<String>> members = new TreeMap<>();
        try (ResultSet rows = statement.executeQuery("SELECT segment, customer_key FROM m")) {
            while (rows.next()) {
                assertThat(members.computeIfAbsent(rows.getString(1), none -> new TreeSet<>())
                                .add(rows.getString(2)))
                        .as(rows.getString(1) + " has nobody twice")
                        .isTrue();
            }
        }
        return members;
    }

    private Map<String, Set<String>> ours(Evaluator evaluator, LocalDate date) {
        AsOf asOf = AsOf.startOf(date, ZoneOffset.UTC);
        Map<String, Set<String>> members = new TreeMap<>();
        histories.forEach((key, events) -> {
            CustomerHistory history = CustomerHistory.of(key, events, Map.of());
            if (history.firstSeen(asOf).isPresent()) {
                evaluator.memberships(history, asOf).forEach((segment, holds) -> {
                    if (holds) {
                        members.computeIfAbsent(segment, none -> new TreeSet<>())
                                .add(key);
                    }
                });
            }
        });
        return members;
    }
}
