package org.crmlake.lake;

import static org.crmlake.lake.LakeColumn.optional;
import static org.crmlake.lake.LakeColumn.required;

import java.util.List;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Types.BinaryType;
import org.apache.iceberg.types.Types.IntegerType;
import org.apache.iceberg.types.Types.LongType;
import org.apache.iceberg.types.Types.StringType;
import org.apache.iceberg.types.Types.TimestampType;

/** Records that did not become events, kept with their original bytes so that they can be looked at and replayed. */
public final class DeadLettersTable {
    public static final String FINGERPRINT = "fingerprint";
    public static final String BATCH_ID = "batch_id";
    public static final String SOURCE = "source";
    public static final String ORIGIN = "origin";
    public static final String POSITION = "position";
    public static final String PART = "part";
    public static final String STAGE = "stage";
    public static final String REASON = "reason";
    public static final String PAYLOAD = "payload";
    public static final String ATTEMPT = "attempt";
    public static final String STATE = "state";
    public static final String FAILED_AT = "failed_at";
    public static final String RULES = "rules";
    public static final String RECORD_SCHEMA = "record_schema";
    public static final String CHANGED_AT = "changed_at";
    public static final String REPLAY_BATCH_ID = "replay_batch_id";
    public static final String NOTE = "note";

    private static final List<LakeColumn> COLUMNS = List.of(
            required(
                    FINGERPRINT,
                    StringType.get(),
                    "Identity of the dead letter: a digest of source and payload, the same whenever the record is read."),
            required(BATCH_ID, StringType.get(), "The batch that turned it down."),
            required(SOURCE, StringType.get(), "The name of the source, from the mapping."),
            required(ORIGIN, StringType.get(), "Where it was read: a file's path, or topic and partition."),
            required(POSITION, LongType.get(), "Where in the origin: byte offset, row number or Kafka offset."),
            required(PART, IntegerType.get(), "Which of the events that a row stands for, from 0."),
            required(STAGE, StringType.get(), "How far it came: decode, filter, map, validate or contract."),
            required(REASON, StringType.get(), "What is wrong, with the values, in one line.")
                    .personal(),
            required(PAYLOAD, BinaryType.get(), "The original bytes.").personal(),
            required(ATTEMPT, IntegerType.get(), "How often it has been tried, from 1."),
            required(STATE, StringType.get(), "open, replaying, replayed or discarded."),
            required(FAILED_AT, TimestampType.withZone(), "When it was first turned down, in UTC."),
            required(
                    RULES,
                    StringType.get(),
                    "A digest of the mapping and the settings under which it was last turned down: under the same ones it"
                            + " would be again."),
            optional(
                            RECORD_SCHEMA,
                            StringType.get(),
                            "The columns of its record, as Spark writes a schema; none for format segment.")
                    .personal(),
            optional(CHANGED_AT, TimestampType.withZone(), "When state or attempt were last changed, in UTC."),
            optional(REPLAY_BATCH_ID, StringType.get(), "The batch that took it in after all."),
            optional(NOTE, StringType.get(), "Why it was discarded, in the words of whoever did.")
                    .personal());

    private static final Schema SCHEMA = LakeTable.schemaOf(COLUMNS);

    /** The definition of the table. */
    public static final LakeTable TABLE = new LakeTable(
            "dead_letters",
            "One row a record that was turned down, or one event of it.",
            COLUMNS,
            PartitionSpec.builderFor(SCHEMA).day(FAILED_AT).build(),
            SortOrder.builderFor(SCHEMA)
                    .asc(SOURCE)
                    .asc(ORIGIN)
                    .asc(POSITION)
                    .asc(PART)
                    .build(),
            List.of(
                    new TableProperty(
                            "write.distribution-mode",
                            "hash",
                            "A batch turns down few records, and all on one day: they belong in one file."),
                    CommittedBatches.KEEP_SNAPSHOTS,
                    new TableProperty(
                            "write.merge.isolation-level",
                            "snapshot",
                            "To change the state of some is no conflict with an ingester that adds others.")));

    private DeadLettersTable() {}
}
