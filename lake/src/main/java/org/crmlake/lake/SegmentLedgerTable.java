package org.crmlake.lake;

import static org.crmlake.lake.LakeColumn.optional;
import static org.crmlake.lake.LakeColumn.required;

import java.util.List;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Types.DateType;
import org.apache.iceberg.types.Types.IntegerType;
import org.apache.iceberg.types.Types.ListType;
import org.apache.iceberg.types.Types.StringType;
import org.apache.iceberg.types.Types.TimestampType;

/** Who entered or left which segment between two runs, and why. */
public final class SegmentLedgerTable {
    public static final String SEGMENT = "segment";
    public static final String VERSION = "version";
    public static final String CUSTOMER_KEY = "customer_key";
    public static final String CHANGE = "change";
    public static final String EFFECTIVE_AT = "effective_at";
    public static final String EVALUATED_AT = "evaluated_at";
    public static final String REASONS = "reasons";
    public static final String CAUSE = "cause";
    public static final String EVENT_ID = "event_id";
    public static final String AS_OF = "as_of";

    private static final List<LakeColumn> COLUMNS = List.of(
            required(SEGMENT, StringType.get(), "The segment's name."),
            required(VERSION, IntegerType.get(), "The version of its definition; 0 if the segment is gone."),
            required(CUSTOMER_KEY, StringType.get(), "The customer as the source knows them, namespace:id.")
                    .personal(),
            required(CHANGE, StringType.get(), "entered or exited."),
            required(
                    EFFECTIVE_AT,
                    TimestampType.withZone(),
                    "When: the time of the event that did it, else the start of as_of."),
            required(EVALUATED_AT, TimestampType.withZone(), "When the run found out, in UTC."),
            required(
                    REASONS,
                    ListType.ofRequired(1, StringType.get()),
                    "The places of the leaves whose answers changed, for instance all[2].performed."),
            required(CAUSE, StringType.get(), "event, score, window, late_event, definition or first_run."),
            optional(EVENT_ID, StringType.get(), "The event that did it, if one did."),
            required(AS_OF, DateType.get(), "The date of the run that found it."));

    private static final Schema SCHEMA = LakeTable.schemaOf(COLUMNS);

    /** The definition of the table. */
    public static final LakeTable TABLE = new LakeTable(
            "segment_ledger",
            "One row a customer who entered or left a segment.",
            COLUMNS,
            PartitionSpec.builderFor(SCHEMA).identity(AS_OF).build(),
            SortOrder.builderFor(SCHEMA).asc(SEGMENT).asc(CUSTOMER_KEY).build(),
            List.of(SegmentRunsTable.AS_SPREAD));

    private SegmentLedgerTable() {}
}
