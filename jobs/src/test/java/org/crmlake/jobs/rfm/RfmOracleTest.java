package org.crmlake.jobs.rfm;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.crmlake.jobs.daily.CustomerDailyTransform;
import org.crmlake.jobs.daily.OrderLines;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same rules written in another way for another engine: sorted lists of all values in DuckDB. */
@ExtendWith(SharedSpark.class)
class RfmOracleTest {
    private static final LocalDate AS_OF = LocalDate.of(2026, 6, 1);
    private static final String[] NAMES = {
        "Order Completed", "Order Completed", "Order Completed", "Order Refunded", "Order Cancelled", "Page Viewed"
    };
    private static final String TABLE =
            "create table events (id varchar, name varchar, customer varchar, bought timestamp, order_id varchar,"
                    + " amount decimal(18,4))";
    private static final String ORACLE = """
            with orders as (
              select customer, coalesce('o' || order_id, 'e' || id) as k,
                max(case when name = 'Order Completed' then bought end) as bought_at,
                sum(coalesce(amount, 0) * case when name = 'Order Completed' then 1 else -1 end) as net,
                bought_at is not null and (net > 0 or net = 0 and count(*) filter (where name <> 'Order Completed') = 0)
                  as counts
              from events
              where bought < timestamp '2026-06-01' and name in ('Order Completed', 'Order Refunded', 'Order Cancelled')
              group by all),
            customers as (
              select customer,
                date_diff('day', cast(max(bought_at) filter (where counts) as date), date '2026-06-01') as r,
                count(*) filter (where counts) as f,
                sum(net)::decimal(20,4) as m
              from orders group by customer
              having count(*) filter (where counts) > 0),
            sorted as (
              select count(*) as n,
                list(r::decimal(20,4) order by r) as rs,
                list(f::decimal(20,4) order by f) as fs,
                list(m order by m) as ms
              from customers),
            cuts as (
              select k,
                rs[i + 1] + (rs[j + 1] - rs[i + 1]) * rest + 1 as rc,
                fs[i + 1] + (fs[j + 1] - fs[i + 1]) * rest + 1 as fc,
                ms[i + 1] + (ms[j + 1] - ms[i + 1]) * rest + 1 as mc
              from (select *, ((n - 1) * k // 5)::integer as i, least(((n - 1) * k // 5) + 1, n - 1)::integer as j,
                      (((n - 1) * k % 5) / 5.0)::decimal(2,1) as rest
                    from sorted, (values (1), (2), (3), (4)) q(k)))
            select customer, r, f, m,
              5 - (select count(*) from cuts where rc <= r),
              1 + (select count(*) from cuts where fc <= f),
              1 + (select count(*) from cuts where mc <= m)
            from customers order by customer
            """;

    private record Order(String name, String customer, Instant at, String orderId, BigDecimal amount) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreesWithAnotherEngineOnRandomOrders(long seed, SparkSession spark) throws SQLException {
        List<Order> orders = randomOrders(new Random(seed));

        List<String> scores = scores(spark, orders);

        assertThat(scores).hasSizeGreaterThan(100).isEqualTo(oracle(orders));
    }

    @Test
    void theOracleTellsOneScoreFromAnother() throws SQLException {
        List<Order> orders = randomOrders(new Random(1));
        List<Order> doubled = new ArrayList<>(orders);
        doubled.addAll(orders.subList(0, orders.size() / 2));

        assertThat(oracle(orders)).isNotEqualTo(oracle(doubled));
    }

    /** Few distinct amounts and times, so that many values are equal and lie at cut points. */
    private static List<Order> randomOrders(Random random) {
        List<Order> orders = new ArrayList<>();
        int customers = 200 + random.nextInt(50);
        for (int i = 0; i < 3_000; i++) {
            long hours = random.nextInt(24 * 400) - 24L * 20;
            orders.add(new Order(
                    NAMES[random.nextInt(NAMES.length)],
                    "crm:" + random.nextInt(customers),
                    Instant.parse("2026-06-01T00:00:00Z").minusSeconds(hours * 3600),
                    random.nextInt(4) == 0 ? null : "o" + random.nextInt(8),
                    random.nextInt(20) == 0 ? null : BigDecimal.valueOf(random.nextInt(40) * 2_500L, 4)));
        }
        return orders;
    }

    private static List<String> scores(SparkSession spark, List<Order> orders) {
        OrderEvents events = new OrderEvents();
        orders.forEach(order -> events.event(
                order.name(),
                order.customer(),
                order.at().toString(),
                order.orderId(),
                order.amount() == null ? null : order.amount().toString()));
        Dataset<Row> customers = RfmTransform.customers(
                        OrderLines.of(CustomerDailyTransform.daily(events.in(spark))), AS_OF)
                .persist();
        List<String> scores = RfmTransform.scores(customers, RfmTransform.cutPoints(customers), AS_OF, RfmBands.DEFAULT)
                .orderBy("customer_key")
                .collectAsList()
                .stream()
                .map(row -> List.of(row.get(0), row.get(1), row.get(2), row.get(3), row.get(4), row.get(5), row.get(6))
                        .toString())
                .toList();
        customers.unpersist();
        return scores;
    }

    private static List<String> oracle(List<Order> orders) throws SQLException {
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement()) {
            statement.execute(TABLE);
            try (PreparedStatement insert = duckdb.prepareStatement("insert into events values (?, ?, ?, ?, ?, ?)")) {
                int id = 0;
                for (Order order : orders) {
                    insert.setString(1, "e" + id++);
                    insert.setString(2, order.name());
                    insert.setString(3, order.customer());
                    insert.setString(4, order.at().toString().replace("Z", ""));
                    insert.setString(5, order.orderId());
                    insert.setBigDecimal(6, order.amount());
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            List<String> scores = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery(ORACLE)) {
                while (rows.next()) {
                    List<Object> row = new ArrayList<>();
                    for (int column = 1; column <= 7; column++) {
                        row.add(rows.getObject(column));
                    }
                    scores.add(row.toString());
                }
            }
            return scores;
        }
    }
}
