package org.crmlake.lake;

import static org.crmlake.lake.LakeColumn.optional;
import static org.crmlake.lake.LakeColumn.required;

import java.util.List;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Types.LongType;
import org.apache.iceberg.types.Types.StringType;
import org.apache.iceberg.types.Types.TimestampType;

/** What the snapshots of {@link EventsTable} said before they expired, so that no batch and no position is ever forgotten. */
public final class ExpiredCommitsTable {
    public static final String SNAPSHOT_ID = "snapshot_id";
    public static final String PARENT_ID = "parent_id";
    public static final String SEQUENCE_NUMBER = "sequence_number";
    public static final String COMMITTED_AT = "committed_at";
    public static final String BATCH_ID = "batch_id";
    public static final String SOURCE = "source";
    public static final String POSITIONS = "positions";
    public static final String READ = "read";
    public static final String ACCEPTED = "accepted";
    public static final String REJECTED = "rejected";
    public static final String FILTERED = "filtered";
    public static final String DUPLICATES = "duplicates";
    public static final String DAYS = "days";

    private static final List<LakeColumn> COLUMNS = List.of(
            required(SNAPSHOT_ID, LongType.get(), "The snapshot of events that the commit made."),
            optional(PARENT_ID, LongType.get(), "The snapshot that it stands on; none for the first."),
            required(SEQUENCE_NUMBER, LongType.get(), "Its place in the row of all commits of events."),
            required(COMMITTED_AT, TimestampType.withZone(), "When it was made, in UTC."),
            optional(BATCH_ID, StringType.get(), "The batch; none if something else than an ingest made the commit."),
            optional(SOURCE, StringType.get(), "The name of the source."),
            optional(POSITIONS, StringType.get(), "What was read of the source, in the source's own words."),
            optional(READ, LongType.get(), "All records of the batch."),
            optional(ACCEPTED, LongType.get(), "Its new events."),
            optional(REJECTED, LongType.get(), "Its new dead letters."),
            optional(FILTERED, LongType.get(), "The rows that the mapping left out on purpose."),
            optional(DUPLICATES, LongType.get(), "The records that were there already."),
            optional(
                    DAYS,
                    StringType.get(),
                    "The days, in UTC, whose events it changed, as in snapshot summaries; none if that cannot be told."));

    private static final Schema SCHEMA = LakeTable.schemaOf(COLUMNS);

    /** The definition of the table. */
    public static final LakeTable TABLE = new LakeTable(
            "expired_commits",
            "One row a commit of events whose snapshot has expired.",
            COLUMNS,
            PartitionSpec.builderFor(SCHEMA).build(),
            SortOrder.builderFor(SCHEMA).asc(SEQUENCE_NUMBER).build(),
            List.of(
                    new TableProperty(
                            "write.distribution-mode",
                            "none",
                            "Each time one sorted file is added; nothing is to be spread."),
                    new TableProperty(
                            "write.parquet.bloom-filter-enabled.column.batch_id",
                            "true",
                            "Every batch asks whether it is in already, and nearly never is.")));

    private ExpiredCommitsTable() {}
}
