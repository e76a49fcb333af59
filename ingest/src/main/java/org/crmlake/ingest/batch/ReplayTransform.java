package org.crmlake.ingest.batch;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.bool_and;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.md5;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sequence;
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
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.api.java.UDF4;
import org.apache.spark.sql.api.java.UDF5;
import org.apache.spark.sql.api.java.UDF8;
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

    /** Boolean: whether the letter is named by the digest of the first release, and so is what it becomes. */
    static final String BY_EARLIER = "letter_by_earlier";

    private static final String IS_BY_PLACE = "letter_is_by_place";
    private static final String DIGEST = "letter_digest";
    private static final String EQUALS = "letter_equals";
    private static final String FOUND = "letter_found";
    private static final String FOUND_ORDINAL = "letter_ordinal";

    /** More ordinals are looked at than there are letters, should some of equal ones be missing. */
    private static final int SPARE = 8;

    private static final UserDefinedFunction IS_OF_PLACE = udf(
            (UDF5<String, String, String, Long, Integer, Boolean>) (fingerprint, source, origin, position, part) ->
                    PlaceId.of(Candidates.REJECTED, source, origin, position, part)
                            .equals(fingerprint),
            DataTypes.BooleanType);
    private static final UserDefinedFunction CONTENT =
            udf((UDF3<byte[], Integer, Boolean, byte[]>) ReplayTransform::digest, DataTypes.BinaryType);
    private static final UserDefinedFunction FINGERPRINT = udf(
            (UDF3<String, byte[], Integer, String>)
                    (source, content, ordinal) -> ContentId.of(Candidates.REJECTED, source, content, ordinal),
            DataTypes.StringType);
    private static final UserDefinedFunction ORDINAL_OF =
            udf((UDF4<Boolean, Integer, String, String, Integer>) ReplayTransform::ordinal, DataTypes.IntegerType);
    private static final UserDefinedFunction ID = udf(
            (UDF8<Integer, String, String, Long, Integer, byte[], Integer, Boolean, String>) ReplayTransform::id,
            DataTypes.StringType);

    private ReplayTransform() {}

    /**
     * Returns rows of {@link DeadLettersTable} with {@link #NUMBER}, {@link #ORDINAL} and {@link #BY_EARLIER}. The ordinal is in the fingerprint, which is made
     * of it: so the fingerprints of as many ordinals are made as there are letters of the same bytes, each once, and looked up.
     *
     * @param chosen the letters to take in
     * @param ofSource all letters of their source, whatever has become of them
     */
    static Dataset<Row> letters(Dataset<Row> chosen, Dataset<Row> ofSource) {
        Column digest = md5(col(DeadLettersTable.PAYLOAD)).as(DIGEST);
        Dataset<Row> named = chosen.withColumn(NUMBER, xxhash64(col(DeadLettersTable.FINGERPRINT)))
                .withColumn(
                        IS_BY_PLACE,
                        IS_OF_PLACE.apply(
                                col(DeadLettersTable.FINGERPRINT),
                                col(DeadLettersTable.SOURCE),
                                col(DeadLettersTable.ORIGIN),
                                col(DeadLettersTable.POSITION),
                                col(DeadLettersTable.PART)));
        Dataset<Row> fingerprints = named.where(not(col(IS_BY_PLACE)))
                .withColumn(BY_EARLIER, explode(array(lit(false), lit(true))))
                .select(
                        digest,
                        col(DeadLettersTable.SOURCE),
                        col(BY_EARLIER),
                        CONTENT.apply(col(DeadLettersTable.PAYLOAD), col(DeadLettersTable.PART), col(BY_EARLIER))
                                .as(Candidates.CONTENT))
                .groupBy(col(DIGEST), col(DeadLettersTable.SOURCE), col(Candidates.CONTENT))
                .agg(bool_and(col(BY_EARLIER)).as(BY_EARLIER))
                .join(ofSource.groupBy(digest).agg(count(lit(1)).as(EQUALS)), DIGEST)
                .withColumn(
                        FOUND_ORDINAL,
                        explode(sequence(
                                lit(0), col(EQUALS).multiply(2).plus(SPARE).cast(DataTypes.IntegerType), lit(1))))
                .select(
                        FINGERPRINT
                                .apply(col(DeadLettersTable.SOURCE), col(Candidates.CONTENT), col(FOUND_ORDINAL))
                                .as(FOUND),
                        col(FOUND_ORDINAL),
                        col(BY_EARLIER));
        return named.join(fingerprints, col(DeadLettersTable.FINGERPRINT).equalTo(col(FOUND)), "left")
                .withColumn(
                        ORDINAL,
                        ORDINAL_OF.apply(
                                col(IS_BY_PLACE),
                                col(FOUND_ORDINAL),
                                col(DeadLettersTable.FINGERPRINT),
                                col(DeadLettersTable.ORIGIN)))
                .withColumn(BY_EARLIER, coalesce(col(BY_EARLIER), lit(false)))
                .drop(IS_BY_PLACE, FOUND, FOUND_ORDINAL);
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
                col(BY_EARLIER),
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
                col(ORDINAL),
                col(BY_EARLIER));
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
                .withColumn(Candidates.CONTENT, when(col(ORDINAL).notEqual(BY_PLACE), col(Candidates.CONTENT)))
                .withColumn(
                        Candidates.EARLIER_CONTENT,
                        when(col(ORDINAL).notEqual(BY_PLACE), col(Candidates.EARLIER_CONTENT)))
                .withColumn(Candidates.EARLIER_ID, when(col(ORDINAL).notEqual(BY_PLACE), col(Candidates.EARLIER_ID)));
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
                .drop(
                        "failed_id",
                        "failed_number",
                        "failed_part",
                        "failed_stage",
                        "failed_reason",
                        NUMBER,
                        ORDINAL,
                        BY_EARLIER);
    }

    private static Column isWhole(Column stage) {
        return stage.isin(Stage.DECODE.text(), Stage.FILTER.text());
    }

    private static Integer ordinal(Boolean byPlace, Integer found, String fingerprint, String origin) {
        if (byPlace) {
            return BY_PLACE;
        }
        if (found == null) {
            throw new CrmException(
                    Kind.DATA,
                    "Cannot replay dead letter " + fingerprint
                            + ": its fingerprint is not that of its bytes, so they are not"
                            + " what was read. Discard it, and ingest its record from " + origin + ".");
        }
        return found;
    }

    private static String id(
            Integer outcome,
            String source,
            String origin,
            Long position,
            Integer part,
            byte[] payload,
            Integer ordinal,
            Boolean byEarlier) {
        return ordinal == BY_PLACE
                ? PlaceId.of(outcome, source, origin, position, part)
                : ContentId.of(outcome, source, digest(payload, part, byEarlier), ordinal);
    }

    private static byte[] digest(byte[] payload, Integer part, Boolean byEarlier) {
        return byEarlier ? ContentId.earlierDigest(payload, part) : ContentId.digest(payload, part);
    }
}
