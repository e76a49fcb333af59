package org.crmlake.lake;

import static org.crmlake.lake.LakeColumn.required;

import java.util.List;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Types.DateType;
import org.apache.iceberg.types.Types.IntegerType;
import org.apache.iceberg.types.Types.LongType;
import org.apache.iceberg.types.Types.MapType;
import org.apache.iceberg.types.Types.StringType;
import org.apache.iceberg.types.Types.TimestampType;

/** What each run of the segments started from, so that the next one evaluates only what changed since. */
public final class SegmentRunsTable {
    public static final String VERSIONS = "versions";
    public static final String ZONE = "zone";
    public static final String EVENTS_SNAPSHOT = "events_snapshot";
    public static final String CUSTOMERS = "customers";
    public static final String EVALUATED = "evaluated";
    public static final String EVALUATED_AT = "evaluated_at";
    public static final String AS_OF = "as_of";

    /** Held by all tables that a run of the segments writes. */
    static final TableProperty AS_SPREAD = new TableProperty(
            "write.distribution-mode",
            "none",
            "A run writes one partition from rows that are spread by customer already; another shuffle gains nothing.");

    private static final List<LakeColumn> COLUMNS = List.of(
            required(
                    VERSIONS,
                    MapType.ofRequired(1, 2, StringType.get(), IntegerType.get()),
                    "The segments that were evaluated, and the version of each."),
            required(ZONE, StringType.get(), "The zone of the tenant's calendar."),
            required(EVENTS_SNAPSHOT, LongType.get(), "The snapshot of events that was read; 0 for an empty table."),
            required(CUSTOMERS, LongType.get(), "How many customers the tenant had."),
            required(EVALUATED, LongType.get(), "How many of them were evaluated; the others could not have changed."),
            required(EVALUATED_AT, TimestampType.withZone(), "When the run started, in UTC."),
            required(AS_OF, DateType.get(), "The date of the run."));

    private static final Schema SCHEMA = LakeTable.schemaOf(COLUMNS);

    /** The definition of the table. */
    public static final LakeTable TABLE = new LakeTable(
            "segment_runs",
            "One row a run of the segments, the last of each date.",
            COLUMNS,
            PartitionSpec.builderFor(SCHEMA).identity(AS_OF).build(),
            SortOrder.builderFor(SCHEMA).asc(AS_OF).build(),
            List.of(AS_SPREAD));

    private SegmentRunsTable() {}
}
