package org.crmlake.jobs.daily;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.crmlake.jobs.OrderColumns.isPurchase;
import static org.crmlake.jobs.OrderColumns.isReturn;

import java.time.LocalDate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.lake.CustomerDailyTable;

/** The orders of each customer, netted: what was given back is subtracted from the order that it names. */
public final class CustomerOrders {
    public static final String CUSTOMER_KEY = CustomerDailyTable.CUSTOMER_KEY;

    /** Which order of the customer: see {@link org.crmlake.jobs.OrderColumns#orderKey()}. */
    public static final String ORDER_KEY = CustomerDailyTable.ORDER_KEY;

    /** When the last line of the order was bought; null if nothing but money given back names the order. */
    public static final String BOUGHT_AT = "bought_at";

    /** What was paid for the order less what was given back; amounts are added as they are, whatever their currency. */
    public static final String NET = "net";

    /** On how many days money was given back for the order. */
    public static final String RETURNS = "returns";

    private CustomerOrders() {}

    /**
     * Whether an order is a purchase, over the columns of {@link #before}: unless all that was paid for it was given back. One that
     * never cost anything is a purchase: a gift, a free trial, a line without a price.
     */
    public static Column isPurchased() {
        return col(BOUGHT_AT)
                .isNotNull()
                .and(col(NET).gt(0).or(col(NET).equalTo(0).and(col(RETURNS).equalTo(0))));
    }

    /**
     * Returns one row for each customer and order with the columns above, of what happened before midnight UTC of {@code
     * date}. It names no column that the lines are partitioned by but the customer, so that it needs no shuffle.
     *
     * @param lines what {@link OrderLines#of} returns
     */
    public static Dataset<Row> before(Dataset<Row> lines, LocalDate date) {
        return lines.filter(col(CustomerDailyTable.DAY).lt(lit(date)))
                .groupBy(CUSTOMER_KEY, ORDER_KEY)
                .agg(
                        max(when(isPurchase(), col(CustomerDailyTable.ORDER_LAST_AT)))
                                .as(BOUGHT_AT),
                        sum(when(isReturn(), negate(col(CustomerDailyTable.ORDER_AMOUNT)))
                                        .otherwise(col(CustomerDailyTable.ORDER_AMOUNT)))
                                .as(NET),
                        count(when(isReturn(), 1)).as(RETURNS));
    }
}
