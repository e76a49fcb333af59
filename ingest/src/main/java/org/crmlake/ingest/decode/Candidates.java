package org.crmlake.ingest.decode;

import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.crmlake.lake.EventsTable;

/**
 * The columns of a candidate: one row for each outcome of decode, map and validate. The event's columns are filled only for
 * {@link #EVENT}; for {@link #REJECTED} the event id holds the fingerprint of the dead letter.
 */
public final class Candidates {
    /** An event, unless it turns out to be a duplicate. */
    public static final int EVENT = 0;
    /** A dead letter, unless it turns out to be a duplicate. */
    public static final int REJECTED = 1;
    /** Left out on purpose by the mapping. */
    public static final int FILTERED = 2;

    /** Int: which of the three. */
    public static final String OUTCOME = "outcome";
    /** Int: the region of the timeline that the event belongs to, so that one task writes one region's file. */
    public static final String REGION = "region";
    /** Int: the number of the file in the batch. */
    public static final String FILE = "file";
    /** Long: the byte offset or row number in the file. */
    public static final String POSITION = "position";
    /** Int: which event of the row, from 0. */
    public static final String PART = "part";
    /** String: how far a rejected record came. */
    public static final String STAGE = "stage";
    /** String: what is wrong with a rejected record. */
    public static final String REASON = "reason";
    /** Binary: the original bytes of a rejected record. */
    public static final String PAYLOAD = "payload";
    /** Binary: digest of the record's content, if that is all that identifies it; null if the source or a natural key does. */
    public static final String CONTENT = "content";
    /** Binary: the digest by which the first release identified the record; null if it is {@link #CONTENT}, or if that is null. */
    public static final String EARLIER_CONTENT = "earlier_content";
    /** String: the id that it made of this digest for the first of equal records; null where there is none. */
    public static final String EARLIER_ID = "earlier_id";
    /** Binary: the key of the event's row in the timeline. */
    public static final String ROW_KEY = "row_key";

    /** The event's columns, all but those that the batch as a whole adds. */
    static final StructType EVENT_COLUMNS = new StructType()
            .add(EventsTable.EVENT_ID, DataTypes.StringType)
            .add(EventsTable.KIND, DataTypes.StringType)
            .add(EventsTable.NAME, DataTypes.StringType)
            .add(EventsTable.CUSTOMER_KEY, DataTypes.StringType)
            .add(EventsTable.USER_ID, DataTypes.StringType)
            .add(EventsTable.ANONYMOUS_ID, DataTypes.StringType)
            .add(EventsTable.EVENT_TIME, DataTypes.TimestampType)
            .add(EventsTable.RECEIVED_AT, DataTypes.TimestampType)
            .add(EventsTable.SOURCE, DataTypes.StringType)
            .add(EventsTable.CHANNEL, DataTypes.StringType)
            .add(EventsTable.CAMPAIGN_ID, DataTypes.StringType)
            .add(EventsTable.AMOUNT, DataTypes.createDecimalType(18, 4))
            .add(EventsTable.CURRENCY, DataTypes.StringType)
            .add(EventsTable.PROPERTIES, DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType, false))
            .add(EventsTable.CONTEXT, DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType, false))
            .add(EventsTable.CLOCK_SUSPECT, DataTypes.BooleanType);

    /** All columns of a candidate. */
    public static final StructType SCHEMA = schema();

    private Candidates() {}

    private static StructType schema() {
        StructType schema = new StructType()
                .add(OUTCOME, DataTypes.IntegerType, false)
                .add(REGION, DataTypes.IntegerType, false)
                .add(FILE, DataTypes.IntegerType, false)
                .add(POSITION, DataTypes.LongType, false)
                .add(PART, DataTypes.IntegerType, false)
                .add(STAGE, DataTypes.StringType)
                .add(REASON, DataTypes.StringType)
                .add(PAYLOAD, DataTypes.BinaryType)
                .add(CONTENT, DataTypes.BinaryType)
                .add(ROW_KEY, DataTypes.BinaryType);
        for (StructField column : EVENT_COLUMNS.fields()) {
            schema = schema.add(column);
        }
        return schema.add(EARLIER_CONTENT, DataTypes.BinaryType).add(EARLIER_ID, DataTypes.StringType);
    }
}
