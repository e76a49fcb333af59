package org.crmlake.jobs.value;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import java.time.LocalDate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What customers did after a cut. */
final class HoldoutTransform {
    static final String PURCHASES = "purchases";

    private HoldoutTransform() {}

    /**
     * Counts customers with the same history up to the cut who bought on as many days after it.
     *
     * @param lines what {@link org.crmlake.jobs.daily.OrderLines#of} returns
     * @param cut the last day of the history
     * @param end the last day after it that counts
     * @return {@code repeats, recency_days, age_days, purchases, customers}
     */
    static Dataset<Row> groups(Dataset<Row> lines, LocalDate cut, LocalDate end) {
        Dataset<Row> after = PurchaseSummaryTransform.purchaseDays(lines, end)
                .filter(col(PurchaseSummaryTransform.DAY).gt(lit(cut)))
                .groupBy(PurchaseSummaryTransform.CUSTOMER_KEY)
                .agg(count(lit(1)).cast("int").as(PURCHASES));
        return PurchaseSummaryTransform.customers(lines, cut)
                .join(after, new String[] {PurchaseSummaryTransform.CUSTOMER_KEY}, "left")
                .withColumn(PURCHASES, coalesce(col(PURCHASES), lit(0)))
                .groupBy(
                        PurchaseSummaryTransform.REPEATS,
                        PurchaseSummaryTransform.RECENCY_DAYS,
                        PurchaseSummaryTransform.AGE_DAYS,
                        PURCHASES)
                .agg(count(lit(1)).as(PurchaseSummaryTransform.CUSTOMERS));
    }
}
