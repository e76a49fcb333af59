package org.crmlake.lake;

import static org.crmlake.lake.LakeColumn.optional;
import static org.crmlake.lake.LakeColumn.required;

import java.util.List;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Types.BooleanType;
import org.apache.iceberg.types.Types.DecimalType;
import org.apache.iceberg.types.Types.MapType;
import org.apache.iceberg.types.Types.StringType;
import org.apache.iceberg.types.Types.TimestampType;

/** Accepted customer interactions: {@link org.crmlake.model.Event} as columns, and when it came in. */
public final class EventsTable {
    public static final String EVENT_ID = "event_id";
    public static final String KIND = "kind";
    public static final String NAME = "name";
    public static final String CUSTOMER_KEY = "customer_key";
    public static final String USER_ID = "user_id";
    public static final String ANONYMOUS_ID = "anonymous_id";
    public static final String EVENT_TIME = "event_time";
    public static final String RECEIVED_AT = "received_at";
    public static final String INGESTED_AT = "ingested_at";
    public static final String SOURCE = "source";
    public static final String CHANNEL = "channel";
    public static final String CAMPAIGN_ID = "campaign_id";
    public static final String AMOUNT = "amount";
    public static final String CURRENCY = "currency";
    public static final String PROPERTIES = "properties";
    public static final String CONTEXT = "context";
    public static final String CLOCK_SUSPECT = "clock_suspect";
    public static final String BATCH_ID = "batch_id";

    private static final List<LakeColumn> COLUMNS = List.of(
            required(
                    EVENT_ID,
                    StringType.get(),
                    "Identity of the event: the source's own, else derived from its content."),
            required(KIND, StringType.get(), "Which call: identify, track, page, screen, group or alias."),
            optional(NAME, StringType.get(), "What happened, for instance Order Completed; or the page or screen."),
            required(CUSTOMER_KEY, StringType.get(), "The customer as the source knows them, namespace:id.")
                    .personal(),
            optional(USER_ID, StringType.get(), "The source's user id.").personal(),
            optional(ANONYMOUS_ID, StringType.get(), "The source's id of somebody not logged in.")
                    .personal(),
            required(EVENT_TIME, TimestampType.withZone(), "When it happened, by the derived clock, in UTC."),
            optional(RECEIVED_AT, TimestampType.withZone(), "When the source's server received it, in UTC."),
            required(INGESTED_AT, TimestampType.withZone(), "When crmlake took it in, in UTC."),
            required(SOURCE, StringType.get(), "The name of the source, from the mapping."),
            optional(CHANNEL, StringType.get(), "How it came in: mobile, web, server and so on."),
            optional(CAMPAIGN_ID, StringType.get(), "The campaign it belongs to."),
            optional(
                    AMOUNT,
                    DecimalType.of(18, 4),
                    "What it is worth in the currency; for a refund, what is given back, as a positive number."),
            optional(CURRENCY, StringType.get(), "ISO 4217, upper case."),
            required(PROPERTIES, text(), "What else the source says of the event.")
                    .personal(),
            required(CONTEXT, text(), "What the source says of the surroundings: device, page, library.")
                    .personal(),
            required(CLOCK_SUSPECT, BooleanType.get(), "Whether the client's clock was not believed."),
            required(BATCH_ID, StringType.get(), "The batch that brought it in."));

    private static final Schema SCHEMA = LakeTable.schemaOf(COLUMNS);

    /** The definition of the table. */
    public static final LakeTable TABLE = new LakeTable(
            "events",
            "One row an event.",
            COLUMNS,
            PartitionSpec.builderFor(SCHEMA).day(EVENT_TIME).build(),
            SortOrder.builderFor(SCHEMA).asc(CUSTOMER_KEY).asc(EVENT_TIME).build(),
            List.of(
                    new TableProperty(
                            "write.distribution-mode",
                            "hash",
                            "The rows of a day meet before they are written, so that a day gets few files; Spark splits a"
                                    + " day that is large."),
                    new TableProperty(
                            "write.parquet.page-version",
                            "v2",
                            "Times are kept as differences and texts by what they share with the one before: a tenth"
                                    + " smaller."),
                    new TableProperty(
                            "write.parquet.page-row-limit",
                            "100000",
                            "Pages are full at a megabyte; each is compressed by itself, so few are better than many."),
                    withoutDictionary(EVENT_ID, "Ids are all different."),
                    withoutDictionary(
                            CUSTOMER_KEY, "Equal keys follow each other and cost next to nothing as they are."),
                    withoutDictionary(USER_ID, "As the customer key."),
                    new TableProperty(
                            "write.parquet.dict-size-bytes",
                            Integer.toString(256 << 10),
                            "A dictionary of values that hardly repeat is work for nothing, and given up when it is full."),
                    CommittedBatches.KEEP_SNAPSHOTS));

    private EventsTable() {}

    private static TableProperty withoutDictionary(String column, String reason) {
        return new TableProperty("write.parquet.dict-encoding-enabled.column." + column, "false", reason);
    }

    private static MapType text() {
        return MapType.ofRequired(1, 2, StringType.get(), StringType.get());
    }
}
