package org.crmlake.ingest.batch;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF6;
import org.apache.spark.sql.api.java.UDF7;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.crmlake.ingest.decode.Candidates;
import org.crmlake.ingest.decode.ContentId;
import org.crmlake.ingest.decode.PlaceId;
import org.crmlake.lake.DeadLetterState;
import org.crmlake.lake.DeadLettersTable;
import org.crmlake.lake.EventsTable;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Rejection.Stage;

/**
 * Dead letters as candidates, and what comes of them. An event that a letter becomes has the id that it would have got in its own
 * batch: that of its source, of its place, or of its content and its number among the equal records of that batch. So a letter that is
 * replayed and a file that is read once more under the mended mapping are the same event.
 */
final class ReplayTransform {
    /** Long: a hash of the letter's fingerprint, which stands for the position of its record; whoever replays sees that no two are equal. */
    static final String NUMBER = "number";
    /** Int: which of the equal records of its batch the letter is, or {@link #BY_PLACE}. */
    static final String ORDINAL = "ordinal";
    /** Int: the attempt of the letter that a merged row goes out from; 0 for a letter that is new. */
    static final String ATTEMPT_BEFORE = "attempt_before";

    static final int BY_PLACE = -1;

    private static final int MOST_EQUALS = 1_000_000;

    private static final UserDefinedFunction ORDINAL_OF = udf(
            (UDF6<String, String, String, Long, Integer, byte[], Integer>) ReplayTransform::ordinal,
            DataTypes.IntegerType);
    private static final UserDefinedFunction ID = udf(
            (UDF7<Integer, String, String, Long, Integer, byte[], Integer, String>) ReplayTransform::id,
            DataTypes.StringType);

    private ReplayTransform() {}

    /** Returns rows of {@link DeadLettersTable} with {@link #NUMBER} and {@link #ORDINAL}. */
    static Dataset<Row> letters(Dataset<Row> deadLetters) {
        return deadLetters
                .withColumn(NUMBER, xxhash64(col(DeadLettersTable.FINGERPRINT)))
                .withColumn(
                        ORDINAL,
                        ORDINAL_OF.apply(
                                col(DeadLettersTable.FINGERPRINT),
                                col(DeadLettersTable.SOURCE),
                                col(DeadLettersTable.ORIGIN),
                                col(DeadLettersTable.POSITION),
                                col(DeadLettersTable.PART),
                                col(DeadLettersTable.PAYLOAD)));
    }

    /**
     * Returns the candidates that count: of a letter that is one event of its row, that event alone, for the others have had their
     * outcome; of one that is a whole row, all. A letter whose event the mapping leaves out now is filtered.
     *
     * @param decoded rows of {@link Candidates}, whose position is the letter's {@link #NUMBER}
     * @param letters from {@link #letters}
     */
    static Dataset<Row> candidates(Dataset<Row> decoded, Dataset<Row> letters, String source) {
        Dataset<Row> own = letters.select(
                col(NUMBER),
                col(ORDINAL),
                col(DeadLettersTable.ORIGIN).as("letter_origin"),
                col(DeadLettersTable.POSITION).as("letter_position"),
                col(DeadLettersTable.PART).as("letter_part"),
                isWhole(col(DeadLettersTable.STAGE)).as("letter_is_whole"),
                col(DeadLettersTable.PAYLOAD).as("letter_payload"));
        Column failedWhole = coalesce(isWhole(col(Candidates.STAGE)), lit(false));
        Column counts = col("letter_is_whole")
                .or(col(Candidates.OUTCOME).equalTo(Candidates.FILTERED))
                .or(failedWhole)
                .or(col(Candidates.PART).equalTo(col("letter_part")));
        Column part =
                when(failedWhole, col("letter_part")).otherwise(coalesce(col(Candidates.PART), col("letter_part")));
        Column byContent = col(Candidates.CONTENT).isNotNull();
        Column id = ID.apply(
                col(Candidates.OUTCOME),
                lit(source),
                col("letter_origin"),
                col("letter_position"),
                col(Candidates.PART),
                col("letter_payload"),
                col(ORDINAL));
        Column rowKey = JudgedTransform.ROW_KEY.apply(
                col(EventsTable.CUSTOMER_KEY), unix_micros(col(EventsTable.EVENT_TIME)), col(EventsTable.EVENT_ID));
        Column isEvent = col(Candidates.OUTCOME).equalTo(Candidates.EVENT);
        Dataset<Row> candidates = own.join(
                        decoded, col(NUMBER).equalTo(col(Candidates.POSITION)).and(counts), "left")
                .withColumn(Candidates.PART, part)
                .withColumn(Candidates.OUTCOME, coalesce(col(Candidates.OUTCOME), lit(Candidates.FILTERED)))
                .withColumn(Candidates.REGION, coalesce(col(Candidates.REGION), lit(0)))
                .withColumn(Candidates.FILE, lit(0))
                .withColumn(Candidates.POSITION, col(NUMBER))
                .withColumn(
                        Candidates.PAYLOAD,
                        when(col(Candidates.OUTCOME).equalTo(Candidates.REJECTED), col("letter_payload")))
                .withColumn(EventsTable.EVENT_ID, when(byContent, id).otherwise(col(EventsTable.EVENT_ID)))
                .withColumn(
                        Candidates.ROW_KEY, when(byContent.and(isEvent), rowKey).otherwise(col(Candidates.ROW_KEY)))
                .withColumn(Candidates.CONTENT, when(col(ORDINAL).notEqual(BY_PLACE), col(Candidates.CONTENT)));
        return candidates.select(Arrays.stream(Candidates.SCHEMA.fields())
                .map(StructField::name)
                .map(name -> col(name))
                .toArray(Column[]::new));
    }

    /**
     * Returns the letters as they are after the replay, to be merged into {@link DeadLettersTable} by fingerprint, with
     * {@link #ATTEMPT_BEFORE}: those that were turned down again with one more attempt, the others as being replayed; and the letters
     * that are new, for a row that failed as a whole may have several events of which some fail.
     *
     * @param letters from {@link #letters}
     * @param rejections kept candidates that were turned down
     * @param rules of {@link BatchId#ofRules}
     */
    static Dataset<Row> merged(
            Dataset<Row> letters, Dataset<Row> rejections, String batchId, String rules, Instant now) {
        Dataset<Row> failed = rejections.select(
                col(EventsTable.EVENT_ID).as("failed_id"),
                col(Candidates.POSITION).as("failed_number"),
                col(Candidates.PART).as("failed_part"),
                col(Candidates.STAGE).as("failed_stage"),
                col(Candidates.REASON).as("failed_reason"));
        Dataset<Row> known =
                letters.join(failed, col(DeadLettersTable.FINGERPRINT).equalTo(col("failed_id")), "left");
        Dataset<Row> added = failed.join(
                        letters.select(DeadLettersTable.FINGERPRINT),
                        col(DeadLettersTable.FINGERPRINT).equalTo(col("failed_id")),
                        "left_anti")
                .join(letters, col(NUMBER).equalTo(col("failed_number")));
        return after(known, batchId, rules, now)
                .withColumn(ATTEMPT_BEFORE, col("old_attempt"))
                .drop("old_attempt")
                .unionByName(after(added, batchId, rules, now)
                        .withColumn(ATTEMPT_BEFORE, lit(0))
                        .drop("old_attempt"));
    }

    private static Dataset<Row> after(Dataset<Row> letters, String batchId, String rules, Instant now) {
        Column again = col("failed_id").isNotNull();
        return letters.withColumn("old_attempt", col(DeadLettersTable.ATTEMPT))
                .withColumn(DeadLettersTable.FINGERPRINT, coalesce(col("failed_id"), col(DeadLettersTable.FINGERPRINT)))
                .withColumn(DeadLettersTable.PART, coalesce(col("failed_part"), col(DeadLettersTable.PART)))
                .withColumn(DeadLettersTable.STAGE, coalesce(col("failed_stage"), col(DeadLettersTable.STAGE)))
                .withColumn(DeadLettersTable.REASON, coalesce(col("failed_reason"), col(DeadLettersTable.REASON)))
                .withColumn(
                        DeadLettersTable.ATTEMPT,
                        when(again, col("old_attempt").plus(1)).otherwise(col("old_attempt")))
                .withColumn(DeadLettersTable.RULES, when(again, lit(rules)).otherwise(col(DeadLettersTable.RULES)))
                .withColumn(
                        DeadLettersTable.STATE,
                        when(again, lit(DeadLetterState.OPEN.text())).otherwise(lit(DeadLetterState.REPLAYING.text())))
                .withColumn(
                        DeadLettersTable.REPLAY_BATCH_ID,
                        when(again, lit(null).cast(DataTypes.StringType)).otherwise(lit(batchId)))
                .withColumn(DeadLettersTable.CHANGED_AT, lit(Timestamp.from(now)))
                .drop("failed_id", "failed_number", "failed_part", "failed_stage", "failed_reason", NUMBER, ORDINAL);
    }

    private static Column isWhole(Column stage) {
        return stage.isin(Stage.DECODE.text(), Stage.FILTER.text());
    }

    private static Integer ordinal(
            String fingerprint, String source, String origin, Long position, Integer part, byte[] payload) {
        if (PlaceId.of(Candidates.REJECTED, source, origin, position, part).equals(fingerprint)) {
            return BY_PLACE;
        }
        byte[] content = ContentId.digest(payload, part);
        for (int ordinal = 0; ordinal < MOST_EQUALS; ordinal++) {
            if (ContentId.of(Candidates.REJECTED, source, content, ordinal).equals(fingerprint)) {
                return ordinal;
            }
        }
        throw new CrmException(
                Kind.DATA,
                "Cannot replay dead letter " + fingerprint
                        + ": its fingerprint is not that of its bytes, so they are not"
                        + " what was read. Discard it, and ingest its record from " + origin + ".");
    }

    private static String id(
            Integer outcome,
            String source,
            String origin,
            Long position,
            Integer part,
            byte[] payload,
            Integer ordinal) {
        return ordinal == BY_PLACE
                ? PlaceId.of(outcome, source, origin, position, part)
                : ContentId.of(outcome, source, ContentId.digest(payload, part), ordinal);
    }
}
