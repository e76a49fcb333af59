package org.crmlake.jobs;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.when;

import java.time.LocalDate;
import java.time.ZoneOffset;
import org.apache.spark.sql.Column;
import org.crmlake.lake.EventsTable;

/** What of an event is an order, in the names of the Segment Spec's e-commerce events; columns over {@link EventsTable}. */
public final class OrderColumns {
    private static final String ORDER_ID = "order_id";

    private OrderColumns() {}

    /** Whether the event says that something was bought: one line of an order, or a whole one. */
    public static Column isPurchase() {
        return col(EventsTable.NAME).equalTo("Order Completed");
    }

    /** Whether the event says that money was given back. */
    public static Column isReturn() {
        return col(EventsTable.NAME).isin("Order Refunded", "Order Cancelled");
    }

    /** The order that the event belongs to: what the source calls it, else the event by itself. Unique within a customer. */
    public static Column orderKey() {
        Column named = concat(lit("order:"), element_at(col(EventsTable.PROPERTIES), lit(ORDER_ID)));
        return coalesce(named, concat(lit("event:"), col(EventsTable.EVENT_ID)));
    }

    /** What the event adds to the customer's account with us: its amount, negative for a return, 0 if it has none. */
    public static Column netAmount() {
        Column amount = coalesce(col(EventsTable.AMOUNT), lit(0));
        return when(isReturn(), negate(amount)).otherwise(amount);
    }

    /** Whether the event happened before midnight UTC of {@code date}. */
    public static Column isBefore(LocalDate date) {
        return col(EventsTable.EVENT_TIME).lt(lit(date.atStartOfDay().toInstant(ZoneOffset.UTC)));
    }
}
