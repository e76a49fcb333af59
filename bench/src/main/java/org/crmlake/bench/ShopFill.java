package org.crmlake.bench;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.next_day;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.timestamp_seconds;
import static org.apache.spark.sql.functions.when;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.crmlake.lake.CommittedBatch;
import org.crmlake.lake.CustomerDailyTable;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.SparkLake;
import org.crmlake.model.Tenant;

/**
 * Puts {@link Shoppers} into a tenant's lake without an ingest, which has a line of its own. A purchase is two views and an order; of
 * some orders all, of some a part is given back a few days later.
 */
final class ShopFill {
    /** Day 0. */
    static final LocalDate FIRST_DAY = LocalDate.of(2026, 1, 5);

    private static final String CUSTOMER = "customer";
    private static final String DAY = "day";
    private static final String WHAT = "what";
    private static final String ORDER = "order";
    private static final String PAID = "paid";
    private static final int VIEWED = 0;
    private static final int BOUGHT = 2;
    private static final int GIVEN_BACK = 3;
    private static final int EVENTS_OF_A_PURCHASE = 3;

    private static final StructType ROW = new StructType()
            .add(CUSTOMER, DataTypes.LongType, false)
            .add(DAY, DataTypes.IntegerType, false)
            .add(WHAT, DataTypes.IntegerType, false)
            .add(ORDER, DataTypes.StringType, false)
            .add(PAID, DataTypes.createDecimalType(18, 4), false);

    private ShopFill() {}

    /**
     * {@code events CONF-FOLDER TENANT CUSTOMERS} appends the events of all days, {@code night CONF-FOLDER TENANT CUSTOMERS DAY EVENTS}
     * so many events of one more day, and {@code state CONF-FOLDER TENANT CUSTOMERS} fills the customers' days without any event.
     */
    public static void main(String[] arguments) {
        SparkSession spark = ClusterSpark.open(arguments[1]);
        SparkLake lake = new SparkLake(spark, new Tenant(arguments[2]));
        long customers = Long.parseLong(arguments[3]);
        switch (arguments[0]) {
            case "events" -> lake.append(events(history(spark, customers)), EventsTable.TABLE, Map.of());
            case "night" -> {
                int day = Integer.parseInt(arguments[4]);
                long events = Long.parseLong(arguments[5]);
                lake.append(events(night(spark, customers, day, events)), EventsTable.TABLE, batch(day, events));
            }
            case "state" ->
                lake.append(
                        state(history(spark, customers).filter(col(WHAT).equalTo(BOUGHT))),
                        CustomerDailyTable.TABLE,
                        Map.of());
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        spark.stop();
    }

    /** Says as an ingest does on which days there is something new. */
    private static Map<String, String> batch(int day, long events) {
        TreeSet<LocalDate> days = new TreeSet<>(List.of(FIRST_DAY.plusDays(day)));
        return new CommittedBatch("night-" + day, "shop", "", events, events, 0, 0, 0, days).summary();
    }

    private static Dataset<Row> history(SparkSession spark, long customers) {
        FlatMapFunction<Long, Row> history = customer -> {
            List<Row> rows = new ArrayList<>();
            for (int day : Shoppers.purchaseDays(customer)) {
                addPurchase(rows, customer, day);
            }
            return rows.iterator();
        };
        return spark.range(customers).flatMap(history, Encoders.row(ROW));
    }

    private static Dataset<Row> night(SparkSession spark, long customers, int day, long events) {
        FlatMapFunction<Long, Row> purchase = number -> {
            long customer = (long) (new Draw(day, number).nextDouble() * customers);
            List<Row> rows = new ArrayList<>();
            addPurchase(rows, customer, day);
            return rows.iterator();
        };
        return spark.range(events / EVENTS_OF_A_PURCHASE)
                .flatMap(purchase, Encoders.row(ROW))
                // What is given back would be of later days.
                .filter(col(WHAT).leq(BOUGHT));
    }

    private static void addPurchase(List<Row> rows, long customer, int day) {
        String order = "o" + customer + "-" + day;
        int cents = Shoppers.cents(customer, day);
        for (int what = VIEWED; what <= BOUGHT; what++) {
            rows.add(RowFactory.create(customer, day, what, order, BigDecimal.valueOf(cents, 2)));
        }
        int lot = new Draw(day, customer).nextInt(100);
        if (lot < 4 && day + 5 < Shoppers.DAYS) {
            int back = lot < 2 ? cents : cents / 3;
            rows.add(RowFactory.create(customer, day + 5, GIVEN_BACK, order, BigDecimal.valueOf(back, 2)));
        }
    }

    private static Dataset<Row> events(Dataset<Row> rows) {
        Column order = col(WHAT).geq(BOUGHT);
        return FilledEvents.of(
                rows,
                concat(col(ORDER), lit("-"), col(DAY), lit("-"), col(WHAT)),
                when(col(WHAT).equalTo(GIVEN_BACK), "Order Refunded")
                        .when(order, "Order Completed")
                        .otherwise("Product Viewed"),
                key(),
                time(),
                when(order, col(PAID)),
                when(order, map(lit("order_id"), col(ORDER)))
                        .otherwise(map(lit("product_id"), concat(lit("p"), col(DAY)))));
    }

    /** The rows that {@code customer-daily} makes of the orders, as the check of the results would show. */
    private static Dataset<Row> state(Dataset<Row> orders) {
        Column amount = col(PAID).cast("decimal(28,4)");
        Column day = date_add(lit(FIRST_DAY), col(DAY));
        return orders.select(
                key().as(CustomerDailyTable.CUSTOMER_KEY),
                day.as(CustomerDailyTable.DAY),
                lit("Order Completed").as(CustomerDailyTable.NAME),
                lit(1L).as(CustomerDailyTable.EVENTS),
                map(lit("EUR"), amount).as(CustomerDailyTable.AMOUNTS),
                time().as(CustomerDailyTable.FIRST_AT),
                time().as(CustomerDailyTable.LAST_AT),
                array(struct(
                                concat(lit("order:"), col(ORDER)).as(CustomerDailyTable.ORDER_KEY),
                                lit("EUR").as(CustomerDailyTable.ORDER_CURRENCY),
                                amount.as(CustomerDailyTable.ORDER_AMOUNT),
                                time().as(CustomerDailyTable.ORDER_LAST_AT)))
                        .as(CustomerDailyTable.ORDERS),
                coalesce(date_sub(next_day(day, "Mon"), 7), day).as(CustomerDailyTable.WEEK));
    }

    private static Column key() {
        return concat(lit("shop:"), col(CUSTOMER));
    }

    private static Column time() {
        long midnight = FIRST_DAY.atStartOfDay().toEpochSecond(ZoneOffset.UTC);
        return timestamp_seconds(
                col(DAY).multiply(lit(86_400L)).plus(col(WHAT).multiply(60)).plus(midnight + 36_000));
    }
}
