package org.crmlake.lake;

import static org.crmlake.lake.LakeColumn.required;

import java.util.List;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Types.DateType;
import org.apache.iceberg.types.Types.StringType;

/** Who is in which segment as of a date. */
public final class SegmentMembersTable {
    public static final String SEGMENT = "segment";
    public static final String CUSTOMER_KEY = "customer_key";
    public static final String AS_OF = "as_of";

    private static final List<LakeColumn> COLUMNS = List.of(
            required(SEGMENT, StringType.get(), "The segment's name."),
            required(CUSTOMER_KEY, StringType.get(), "The customer as the source knows them, namespace:id.")
                    .personal(),
            required(AS_OF, DateType.get(), "The date the row is true for; only what happened before it counts."));

    private static final Schema SCHEMA = LakeTable.schemaOf(COLUMNS);

    /** The definition of the table. */
    public static final LakeTable TABLE = new LakeTable(
            "segment_members",
            "One row a member of a segment and date.",
            COLUMNS,
            PartitionSpec.builderFor(SCHEMA).identity(AS_OF).build(),
            SortOrder.builderFor(SCHEMA).asc(SEGMENT).asc(CUSTOMER_KEY).build(),
            List.of(SegmentRunsTable.AS_SPREAD));

    private SegmentMembersTable() {}
}
