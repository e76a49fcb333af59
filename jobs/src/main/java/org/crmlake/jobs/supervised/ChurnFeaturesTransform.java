package org.crmlake.jobs.supervised;

import static org.apache.spark.sql.functions.aggregate;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log1p;
import static org.apache.spark.sql.functions.map_values;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.crmlake.jobs.OrderColumns.isBefore;
import static org.crmlake.jobs.OrderColumns.isPurchase;
import static org.crmlake.jobs.OrderColumns.isReturn;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.lake.CustomerDailyTable;
import org.crmlake.lake.EventsTable;

/** What is known of each customer at a date, and what came of it. */
final class ChurnFeaturesTransform {
    private static final String DAYS_SINCE_PURCHASE = "days_since_purchase";
    private static final String DAYS_SINCE_EVENT = "days_since_event";
    private static final String DAYS_SINCE_FIRST = "days_since_first_purchase";
    private static final String GAPS_SINCE_PURCHASE = "usual_gaps_since_purchase";
    private static final String PURCHASE_DAYS = "purchase_days_log";
    private static final String PURCHASES_RECENT = "purchases_90_days_log";
    private static final String EVENTS = "events_log";
    private static final String EVENTS_MONTH = "events_30_days_log";
    private static final String EVENTS_RECENT = "events_90_days_log";
    private static final String RETURNS = "returns_log";
    private static final String SPENT = "spent_log";
    private static final String SPENT_RECENT = "spent_90_days_log";
    private static final String NAMES = "kinds_of_event";

    /** What {@link #at} makes. */
    static final Features FEATURES = new Features(
            List.of(
                    DAYS_SINCE_PURCHASE,
                    DAYS_SINCE_EVENT,
                    DAYS_SINCE_FIRST,
                    GAPS_SINCE_PURCHASE,
                    PURCHASE_DAYS,
                    PURCHASES_RECENT,
                    EVENTS,
                    EVENTS_MONTH,
                    EVENTS_RECENT,
                    RETURNS,
                    SPENT,
                    SPENT_RECENT,
                    NAMES),
            List.of());

    private static final int MONTH = 30;
    private static final int RECENT = 90;

    private ChurnFeaturesTransform() {}

    /** The events that had happened before midnight UTC of {@code cut} and were known by then. */
    static Dataset<Row> knownAt(Dataset<Row> events, LocalDate cut, KnownBy knownBy) {
        Column happened = isBefore(cut);
        if (knownBy == KnownBy.HAPPENED) {
            return events.filter(happened);
        }
        Column known = coalesce(col(EventsTable.RECEIVED_AT), col(EventsTable.INGESTED_AT));
        return events.filter(happened.and(known.leq(lit(cut.atStartOfDay().toInstant(ZoneOffset.UTC)))));
    }

    /**
     * Features of customers with a purchase.
     *
     * @param daily with the columns of {@link CustomerDailyTable}; days from {@code cut} on are not looked at
     * @return {@code customer_key}, the columns of {@link #FEATURES}, and {@code label} without a value
     */
    static Dataset<Row> at(Dataset<Row> daily, LocalDate cut) {
        Column day = col(CustomerDailyTable.DAY);
        Column month = day.geq(date_sub(lit(cut), MONTH));
        Column recent = day.geq(date_sub(lit(cut), RECENT));
        Column events = col(CustomerDailyTable.EVENTS);
        Dataset<Row> measured = daily.filter(day.lt(lit(cut)))
                .groupBy(CustomerDailyTable.CUSTOMER_KEY)
                .agg(
                        max(when(isPurchase(), day)).as("last_purchase"),
                        min(when(isPurchase(), day)).as("first_purchase"),
                        max(day).as("last_day"),
                        countDistinct(when(isPurchase(), day)).as("purchase_days"),
                        sum(when(isPurchase().and(recent), events).otherwise(0)).as("purchases_recent"),
                        sum(events).as("events"),
                        sum(when(month, events).otherwise(0)).as("events_month"),
                        sum(when(recent, events).otherwise(0)).as("events_recent"),
                        sum(when(isReturn(), events).otherwise(0)).as("returns"),
                        sum(netAmount()).as("spent"),
                        sum(when(recent, netAmount()).otherwise(lit(0.0))).as("spent_recent"),
                        size(collect_set(CustomerDailyTable.NAME)).as("names"))
                .filter(col("last_purchase").isNotNull());
        Column sincePurchase = datediff(lit(cut), col("last_purchase"));
        Column sinceFirst = datediff(lit(cut), col("first_purchase"));
        return measured.select(
                col(CustomerDailyTable.CUSTOMER_KEY).as(Features.CUSTOMER_KEY),
                number(sincePurchase, DAYS_SINCE_PURCHASE),
                number(datediff(lit(cut), col("last_day")), DAYS_SINCE_EVENT),
                number(sinceFirst, DAYS_SINCE_FIRST),
                // How long the silence is, in units of how often the customer bought.
                number(
                        sincePurchase.multiply(col("purchase_days")).divide(greatest(sinceFirst, lit(1))),
                        GAPS_SINCE_PURCHASE),
                log(col("purchase_days"), PURCHASE_DAYS),
                log(col("purchases_recent"), PURCHASES_RECENT),
                log(col("events"), EVENTS),
                log(col("events_month"), EVENTS_MONTH),
                log(col("events_recent"), EVENTS_RECENT),
                log(col("returns"), RETURNS),
                log(col("spent"), SPENT),
                log(col("spent_recent"), SPENT_RECENT),
                number(col("names"), NAMES),
                lit(null).cast("double").as(Features.LABEL));
    }

    /**
     * Gives customers their label: 1 for those without a purchase from {@code from} to before {@code to}.
     *
     * @param features what {@link #at} returns for {@code from}
     * @param events the events that are known now, with the columns of {@link EventsTable}
     */
    static Dataset<Row> labelled(Dataset<Row> features, Dataset<Row> events, LocalDate from, LocalDate to) {
        String bought = "bought";
        Dataset<Row> buyers = events.filter(isPurchase().and(isBefore(to)).and(not(isBefore(from))))
                .select(
                        col(EventsTable.CUSTOMER_KEY).as(Features.CUSTOMER_KEY),
                        lit(true).as(bought))
                .distinct();
        return features.join(buyers, new String[] {Features.CUSTOMER_KEY}, "left")
                .withColumn(Features.LABEL, when(col(bought), 0.0).otherwise(1.0))
                .drop(bought);
    }

    private static Column netAmount() {
        Column amount = aggregate(
                map_values(col(CustomerDailyTable.AMOUNTS)),
                lit(0.0),
                (total, next) -> total.plus(next.cast("double")));
        return when(isPurchase(), amount).when(isReturn(), negate(amount)).otherwise(lit(0.0));
    }

    private static Column number(Column value, String name) {
        return value.cast("double").as(name);
    }

    /** Sums and counts reach over powers of ten; what is below 0 is as good as 0. */
    private static Column log(Column value, String name) {
        return log1p(greatest(value.cast("double"), lit(0.0))).as(name);
    }
}
