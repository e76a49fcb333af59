package org.crmlake.ingest.batch;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.map_concat;
import static org.apache.spark.sql.functions.map_filter;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.crmlake.hbase.TimelineRowKey;
import org.crmlake.ingest.decode.Candidates;
import org.crmlake.lake.DeadLetterState;
import org.crmlake.lake.DeadLettersTable;
import org.crmlake.lake.EventsTable;

/** Applies the decisions of {@link DuplicatesTransform} to the candidates of a batch. */
final class JudgedTransform {
    /** The key of the context under which an event that was given a taken id remembers it. */
    static final String ORIGINAL_EVENT_ID = "original_event_id";

    static final UserDefinedFunction ROW_KEY =
            udf((UDF3<String, Long, String, byte[]>) TimelineRowKey::of, DataTypes.BinaryType);

    /**
     * What the dead letters of a batch have in common.
     *
     * @param origins where the records of each file number were read
     * @param rules of {@link BatchId#ofRules}
     * @param recordSchema of {@link CandidateSource.Read}
     */
    record DeadLetterFacts(
            String batchId,
            String source,
            List<String> origins,
            String rules,
            Optional<String> recordSchema,
            Instant failedAt) {}

    private JudgedTransform() {}

    /** Returns the candidates with the outcome given, without the duplicates; {@link DuplicatesTransform#NEW_ID} is null unless decided. */
    static Dataset<Row> kept(Dataset<Row> candidates, int outcome, Dataset<Row> decisions) {
        return candidates
                .where(col(Candidates.OUTCOME).equalTo(outcome))
                .join(
                        decisions.drop(DuplicatesTransform.DECIDED_OUTCOME, DuplicatesTransform.DECIDED_DAY),
                        new String[] {Candidates.FILE, Candidates.POSITION, Candidates.PART},
                        "left")
                .where(not(coalesce(col(DuplicatesTransform.DUPLICATE), lit(false))));
    }

    /** Returns kept events under the ids they are stored with: {@code region, row_key} and the event's columns. */
    static Dataset<Row> renamed(Dataset<Row> kept) {
        Column newId = col(DuplicatesTransform.NEW_ID);
        Column changed = newId.isNotNull().and(not(newId.equalTo(col(EventsTable.EVENT_ID))));
        Column rowKey = when(
                        changed,
                        ROW_KEY.apply(col(EventsTable.CUSTOMER_KEY), unix_micros(col(EventsTable.EVENT_TIME)), newId))
                .otherwise(col(Candidates.ROW_KEY));
        // The source may use that key for something of its own, and a key that is there twice fails the batch.
        Column others = map_filter(col(EventsTable.CONTEXT), (key, value) -> not(key.equalTo(ORIGINAL_EVENT_ID)));
        Column remembered = map_concat(others, map(lit(ORIGINAL_EVENT_ID), col(EventsTable.EVENT_ID)));
        return kept.withColumn(Candidates.ROW_KEY, rowKey)
                .withColumn(
                        EventsTable.CONTEXT,
                        when(coalesce(col(DuplicatesTransform.CONFLICT), lit(false)), remembered)
                                .otherwise(col(EventsTable.CONTEXT)))
                .withColumn(EventsTable.EVENT_ID, coalesce(newId, col(EventsTable.EVENT_ID)));
    }

    /** Returns events as rows of {@link EventsTable}. */
    static Dataset<Row> events(Dataset<Row> renamed, String batchId, Instant ingestedAt) {
        List<Column> columns = new ArrayList<>();
        EventsTable.TABLE
                .columns()
                .forEach(column -> columns.add(
                        switch (column.name()) {
                            case EventsTable.INGESTED_AT ->
                                lit(Timestamp.from(ingestedAt)).as(EventsTable.INGESTED_AT);
                            case EventsTable.BATCH_ID -> lit(batchId).as(EventsTable.BATCH_ID);
                            default -> col(column.name());
                        }));
        return renamed.select(columns.toArray(Column[]::new));
    }

    /** Returns kept rejections as rows of {@link DeadLettersTable}. */
    static Dataset<Row> deadLetters(Dataset<Row> kept, DeadLetterFacts facts) {
        Column[] places = facts.origins().stream().map(origin -> lit(origin)).toArray(Column[]::new);
        Column origin = element_at(array(places), col(Candidates.FILE).plus(1));
        return kept.select(
                coalesce(col(DuplicatesTransform.NEW_ID), col(EventsTable.EVENT_ID))
                        .as(DeadLettersTable.FINGERPRINT),
                lit(facts.batchId()).as(DeadLettersTable.BATCH_ID),
                lit(facts.source()).as(DeadLettersTable.SOURCE),
                origin.as(DeadLettersTable.ORIGIN),
                col(Candidates.POSITION).as(DeadLettersTable.POSITION),
                col(Candidates.PART).as(DeadLettersTable.PART),
                col(Candidates.STAGE).as(DeadLettersTable.STAGE),
                col(Candidates.REASON).as(DeadLettersTable.REASON),
                col(Candidates.PAYLOAD).as(DeadLettersTable.PAYLOAD),
                lit(1).as(DeadLettersTable.ATTEMPT),
                lit(DeadLetterState.OPEN.text()).as(DeadLettersTable.STATE),
                lit(Timestamp.from(facts.failedAt())).as(DeadLettersTable.FAILED_AT),
                lit(facts.rules()).as(DeadLettersTable.RULES),
                lit(facts.recordSchema().orElse(null))
                        .cast(DataTypes.StringType)
                        .as(DeadLettersTable.RECORD_SCHEMA),
                lit(null).cast(DataTypes.TimestampType).as(DeadLettersTable.CHANGED_AT),
                lit(null).cast(DataTypes.StringType).as(DeadLettersTable.REPLAY_BATCH_ID),
                lit(null).cast(DataTypes.StringType).as(DeadLettersTable.NOTE));
    }
}
