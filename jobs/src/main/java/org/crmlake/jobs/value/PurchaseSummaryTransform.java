package org.crmlake.jobs.value;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import java.time.LocalDate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.jobs.daily.CustomerOrders;

/** What the models of purchases know of each customer. */
final class PurchaseSummaryTransform {
    static final String CUSTOMER_KEY = CustomerOrders.CUSTOMER_KEY;
    static final String REPEATS = "repeats";
    static final String RECENCY_DAYS = "recency_days";
    static final String AGE_DAYS = "age_days";
    static final String MEAN_REPEAT_VALUE = "mean_repeat_value";
    static final String CUSTOMERS = "customers";
    static final String DAY = "day";

    private static final String VALUE = "value";
    private static final String FIRST = "first";
    private static final String FIRST_VALUE = "first_value";

    private PurchaseSummaryTransform() {}

    /**
     * Finds the days on which customers bought. All orders of a day are one purchase; {@link CustomerOrders#isPurchased} says which
     * orders count. Money given back is taken from its order's day.
     *
     * @param lines what {@link org.crmlake.jobs.daily.OrderLines#of} returns
     * @param lastDay the last day that counts
     * @return {@code customer_key, day, value}
     */
    static Dataset<Row> purchaseDays(Dataset<Row> lines, LocalDate lastDay) {
        return CustomerOrders.before(lines, lastDay.plusDays(1))
                .filter(CustomerOrders.isPurchased())
                .groupBy(
                        col(CUSTOMER_KEY),
                        to_date(col(CustomerOrders.BOUGHT_AT)).as(DAY))
                .agg(sum(CustomerOrders.NET).as(VALUE));
    }

    /**
     * Sums customers up, by their {@linkplain #purchaseDays days}.
     *
     * @param lines what {@link org.crmlake.jobs.daily.OrderLines#of} returns
     * @param lastDay the last day that counts
     * @return {@code customer_key, repeats, recency_days, age_days, mean_repeat_value}, one row for each customer who bought
     */
    static Dataset<Row> customers(Dataset<Row> lines, LocalDate lastDay) {
        return purchaseDays(lines, lastDay)
                .groupBy(CUSTOMER_KEY)
                .agg(
                        min(DAY).as(FIRST),
                        // A minimum of structs would say the same and have Spark sort the days of all customers.
                        min_by(col(VALUE), col(DAY)).as(FIRST_VALUE),
                        max(DAY).as("last"),
                        count(lit(1)).as("days"),
                        sum(VALUE).as("total"))
                .select(
                        col(CUSTOMER_KEY),
                        col("days").minus(1).cast("int").as(REPEATS),
                        datediff(col("last"), col(FIRST)).as(RECENCY_DAYS),
                        datediff(lit(lastDay), col(FIRST)).as(AGE_DAYS),
                        coalesce(
                                        when(
                                                col("days").gt(1),
                                                col("total")
                                                        .minus(col(FIRST_VALUE))
                                                        .cast("double")
                                                        .divide(col("days").minus(1))),
                                        lit(0.0))
                                .as(MEAN_REPEAT_VALUE));
    }

    /**
     * Counts customers with the same history.
     *
     * @param customers what {@link #customers} returns
     * @return {@code repeats, recency_days, age_days, customers}
     */
    static Dataset<Row> groups(Dataset<Row> customers) {
        return customers
                .groupBy(REPEATS, RECENCY_DAYS, AGE_DAYS)
                .agg(count(lit(1)).as(CUSTOMERS));
    }
}
