package org.crmlake.jobs.daily;

import static org.apache.spark.sql.functions.aggregate;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_from_arrays;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.next_day;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;
import static org.crmlake.jobs.OrderColumns.isPurchase;
import static org.crmlake.jobs.OrderColumns.isReturn;
import static org.crmlake.jobs.OrderColumns.orderKey;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.jobs.OrderColumns;
import org.crmlake.lake.CustomerDailyTable;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.LakeColumn;

/** Events added up by customer, day and name. Every number is a count, a sum, a least or a greatest: no order matters. */
public final class CustomerDailyTransform {
    private static final String SUM_TYPE = "decimal(28,4)";
    private static final String CURRENCY = "currency";
    private static final String ORDER_KEY = "order_key";
    private static final String AMOUNT = "amount";
    private static final String ROWS = "rows";
    private static final String SUMS = "sums";

    private CustomerDailyTransform() {}

    /**
     * Adds events up.
     *
     * @param events with the columns {@code customer_key, event_id, name, event_time, amount, currency, properties} of {@link
     *     EventsTable}
     * @return the columns of {@link CustomerDailyTable}, one row for each customer, day in UTC and name
     */
    public static Dataset<Row> daily(Dataset<Row> events) {
        // One shuffle by customer serves both groupings below: what is grouped by more keys is together already.
        Dataset<Row> byOrder = events.select(
                        col(EventsTable.CUSTOMER_KEY),
                        to_date(col(EventsTable.EVENT_TIME)).as(CustomerDailyTable.DAY),
                        col(EventsTable.NAME),
                        col(EventsTable.CURRENCY).as(CURRENCY),
                        when(isPurchase().or(isReturn()), orderKey()).as(ORDER_KEY),
                        col(EventsTable.AMOUNT).as(AMOUNT),
                        col(EventsTable.EVENT_TIME))
                .repartition(col(CustomerDailyTable.CUSTOMER_KEY))
                .groupBy(CustomerDailyTable.CUSTOMER_KEY, CustomerDailyTable.DAY, EventsTable.NAME, CURRENCY, ORDER_KEY)
                .agg(
                        count(lit(1)).as(ROWS),
                        sum(AMOUNT).as(AMOUNT),
                        min(EventsTable.EVENT_TIME).as(CustomerDailyTable.FIRST_AT),
                        max(EventsTable.EVENT_TIME).as(CustomerDailyTable.LAST_AT));
        return byOrder.groupBy(CustomerDailyTable.CUSTOMER_KEY, CustomerDailyTable.DAY, CustomerDailyTable.NAME)
                .agg(
                        sum(ROWS).as(CustomerDailyTable.EVENTS),
                        collect_list(when(
                                        col(AMOUNT).isNotNull(),
                                        struct(
                                                coalesce(col(CURRENCY), lit(CustomerDailyTable.NO_CURRENCY))
                                                        .as(CURRENCY),
                                                col(AMOUNT))))
                                .as(SUMS),
                        min(CustomerDailyTable.FIRST_AT).as(CustomerDailyTable.FIRST_AT),
                        max(CustomerDailyTable.LAST_AT).as(CustomerDailyTable.LAST_AT),
                        array_sort(collect_list(when(col(ORDER_KEY).isNotNull(), order())))
                                .as(CustomerDailyTable.ORDERS))
                .withColumn(CustomerDailyTable.AMOUNTS, sumsByCurrency())
                .withColumn(CustomerDailyTable.WEEK, week(col(CustomerDailyTable.DAY)))
                .select(CustomerDailyTable.TABLE.columns().stream()
                        .map(LakeColumn::name)
                        .map(name -> col(name))
                        .toArray(Column[]::new));
    }

    /**
     * Adds the events of some days up anew.
     *
     * @param state what {@link CustomerDailyTable} holds
     * @param events all events, with the columns that {@link #daily} wants
     * @return what the table shall hold of the {@linkplain #weeksOf weeks} of {@code days}: the other days as they are
     */
    static Dataset<Row> restated(Dataset<Row> state, Dataset<Row> events, SortedSet<LocalDate> days) {
        Dataset<Row> otherDays = state.filter(
                isInWeeks(weeksOf(days)).and(not(col(CustomerDailyTable.DAY).isin(days.toArray()))));
        return otherDays.unionByName(daily(events.filter(happenedOn(days))));
    }

    /** The Mondays of the weeks that {@code days} lie in. */
    static SortedSet<LocalDate> weeksOf(SortedSet<LocalDate> days) {
        SortedSet<LocalDate> weeks = new TreeSet<>();
        days.forEach(day -> weeks.add(day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))));
        return weeks;
    }

    /** Whether a row of {@link CustomerDailyTable} belongs to one of the weeks. */
    static Column isInWeeks(SortedSet<LocalDate> weeks) {
        return col(CustomerDailyTable.WEEK).isin(weeks.toArray());
    }

    /** Whether an event happened on one of the days: as ranges of time, by which files are skipped. */
    private static Column happenedOn(SortedSet<LocalDate> days) {
        Column happened = lit(false);
        LocalDate from = null;
        for (LocalDate day : days) {
            if (from == null) {
                from = day;
            }
            LocalDate next = day.plusDays(1);
            if (!days.contains(next)) {
                happened = happened.or(OrderColumns.isBefore(next).and(not(OrderColumns.isBefore(from))));
                from = null;
            }
        }
        return happened;
    }

    private static Column order() {
        return struct(
                col(ORDER_KEY).as(CustomerDailyTable.ORDER_KEY),
                col(CURRENCY).as(CustomerDailyTable.ORDER_CURRENCY),
                coalesce(col(AMOUNT), lit(0)).cast(SUM_TYPE).as(CustomerDailyTable.ORDER_AMOUNT),
                col(CustomerDailyTable.LAST_AT).as(CustomerDailyTable.ORDER_LAST_AT));
    }

    private static Column sumsByCurrency() {
        Column currencies = array_sort(array_distinct(col(SUMS).getField(CURRENCY)));
        return map_from_arrays(
                currencies,
                transform(
                        currencies,
                        currency -> aggregate(
                                filter(col(SUMS), part -> part.getField(CURRENCY)
                                        .equalTo(currency)),
                                lit(0).cast(SUM_TYPE),
                                (total, part) ->
                                        total.plus(part.getField(AMOUNT)).cast(SUM_TYPE))));
    }

    private static Column week(Column day) {
        return date_sub(next_day(day, "Mon"), 7);
    }
}
