package org.crmlake.lake;

import static org.crmlake.lake.LakeColumn.optional;
import static org.crmlake.lake.LakeColumn.required;

import java.util.List;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Types.DateType;
import org.apache.iceberg.types.Types.DecimalType;
import org.apache.iceberg.types.Types.ListType;
import org.apache.iceberg.types.Types.LongType;
import org.apache.iceberg.types.Types.MapType;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.types.Types.StringType;
import org.apache.iceberg.types.Types.StructType;
import org.apache.iceberg.types.Types.TimestampType;

/**
 * What each customer did on each day, by the name of the event: the events added up, kept up as events come in. What is asked of
 * all customers every night reads this instead of the history.
 */
public final class CustomerDailyTable {
    public static final String CUSTOMER_KEY = "customer_key";
    public static final String DAY = "day";
    public static final String NAME = "name";
    public static final String EVENTS = "events";
    public static final String AMOUNTS = "amounts";
    public static final String FIRST_AT = "first_at";
    public static final String LAST_AT = "last_at";
    public static final String ORDERS = "orders";
    public static final String WEEK = "week";

    /** The fields of an element of {@link #ORDERS}. */
    public static final String ORDER_KEY = "order_key";

    public static final String ORDER_CURRENCY = "currency";
    public static final String ORDER_AMOUNT = "amount";
    public static final String ORDER_LAST_AT = "last_at";

    /** The key of {@link #AMOUNTS} for amounts whose event names no currency. */
    public static final String NO_CURRENCY = "";

    /** The key of a snapshot's summary: the snapshot of {@link EventsTable} that the rows were computed from. */
    public static final String EVENTS_SNAPSHOT = "crmlake.events-snapshot";

    /**
     * Into how many parts customers are cut. Work for each customer runs in that many tasks without a shuffle: enough for some
     * ten million customers a part at a hundred million, few enough files for a small shop.
     */
    static final int BUCKETS = 16;

    /** What eighteen digits of up to ten thousand million events add up to. */
    private static final DecimalType SUM = DecimalType.of(28, 4);

    private static final List<LakeColumn> COLUMNS = List.of(
            required(CUSTOMER_KEY, StringType.get(), "The customer as the source knows them, namespace:id.")
                    .personal(),
            required(DAY, DateType.get(), "The day in UTC on which the events happened."),
            optional(NAME, StringType.get(), "What happened; none for events without a name."),
            required(EVENTS, LongType.get(), "How many events there were."),
            required(
                    AMOUNTS,
                    MapType.ofRequired(1, 2, StringType.get(), SUM),
                    "The sum of their amounts for each currency; the key is empty for amounts without one."),
            required(FIRST_AT, TimestampType.withZone(), "When the first of them happened, in UTC."),
            required(LAST_AT, TimestampType.withZone(), "When the last of them happened, in UTC."),
            required(
                            ORDERS,
                            ListType.ofRequired(
                                    1,
                                    StructType.of(
                                            NestedField.required(2, ORDER_KEY, StringType.get()),
                                            NestedField.optional(3, ORDER_CURRENCY, StringType.get()),
                                            NestedField.required(4, ORDER_AMOUNT, SUM),
                                            NestedField.required(5, ORDER_LAST_AT, TimestampType.withZone()))),
                            "For events of orders, what they say of each order, so that refunds find theirs.")
                    .personal(),
            required(WEEK, DateType.get(), "The Monday of the day's week: what is written anew together."));

    private static final Schema SCHEMA = LakeTable.schemaOf(COLUMNS);

    /** The definition of the table. */
    public static final LakeTable TABLE = new LakeTable(
            "customer_daily",
            "One row a customer, day and name of event.",
            COLUMNS,
            PartitionSpec.builderFor(SCHEMA)
                    .bucket(CUSTOMER_KEY, BUCKETS)
                    .identity(WEEK)
                    .build(),
            SortOrder.builderFor(SCHEMA).asc(CUSTOMER_KEY).asc(DAY).asc(NAME).build(),
            List.of(new TableProperty(
                    "write.distribution-mode",
                    "hash",
                    "The rows of a week and part meet before they are written, so that each gets one file.")));

    private CustomerDailyTable() {}
}
