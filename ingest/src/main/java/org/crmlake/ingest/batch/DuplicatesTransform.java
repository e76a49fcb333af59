package org.crmlake.ingest.batch;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.first_value;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_entries;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.unhex;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF4;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.crmlake.ingest.decode.Candidates;
import org.crmlake.ingest.decode.ContentId;
import org.crmlake.lake.EventsTable;
import org.crmlake.model.EventId;

/**
 * Tells the duplicates among the candidates of a batch, by these rules (after Snowplow's four cases of duplicates):
 *
 * <ul>
 *   <li>Same id, same content: one event; all but the first are duplicates, and so is the first if a store has it.
 *   <li>Same id, other content: another event that was given a taken id. It is kept under an id derived from both.
 *   <li>No id but the content: the n-th equal record of a batch is the n-th such event. It is a duplicate if a store has it.
 * </ul>
 *
 * Only candidates whose id occurs twice are looked at closely, so that a batch without duplicates costs one count of hashes.
 */
final class DuplicatesTransform {
    /** String: the id of a stored event, or the fingerprint of a stored dead letter. */
    static final String STORED_ID = "stored_id";
    /** Binary: the {@link #contentFingerprint()} of the stored event; null for dead letters. */
    static final String STORED_FINGERPRINT = "stored_fingerprint";

    /** Boolean: whether the candidate is a duplicate. */
    static final String DUPLICATE = "duplicate";
    /** String: the id under which the candidate is kept. */
    static final String NEW_ID = "new_id";
    /** Boolean: whether the candidate's own id is taken by another event. */
    static final String CONFLICT = "conflict";

    /** Int: the candidate's outcome, so that decisions can be counted by it. */
    static final String DECIDED_OUTCOME = "decided_outcome";

    /** Date: the day, in UTC, on which the candidate happened; null for a rejection. */
    static final String DECIDED_DAY = "decided_day";

    /** The columns of {@link #decisions}. */
    static final StructType DECISIONS = new StructType()
            .add(Candidates.SCHEMA.apply(Candidates.FILE))
            .add(Candidates.SCHEMA.apply(Candidates.POSITION))
            .add(Candidates.SCHEMA.apply(Candidates.PART))
            .add(DUPLICATE, DataTypes.BooleanType)
            .add(NEW_ID, DataTypes.StringType)
            .add(CONFLICT, DataTypes.BooleanType)
            .add(DECIDED_OUTCOME, DataTypes.IntegerType)
            .add(DECIDED_DAY, DataTypes.DateType);

    private static final String FINGERPRINT = "candidate_fingerprint";
    private static final String EARLIER_FINGERPRINT = "candidate_earlier_fingerprint";
    /** Array of binary: the fingerprints of the events that have the candidate's id: all stored ones, else the first of the batch. */
    private static final String OWNERS = "owner_fingerprints";
    /** String: the id of a conflict by the earlier fingerprint, if that is another. */
    private static final String EARLIER_CONFLICT_ID = "earlier_conflict_id";

    private static final String STORED_EARLIER = "stored_earlier";
    private static final String OF_EARLIER = "stored_earlier_fingerprint";

    static final UserDefinedFunction CONTENT_ID =
            udf((UDF4<Integer, String, byte[], Integer, String>) ContentId::of, DataTypes.StringType);
    private static final UserDefinedFunction CONFLICT_ID = udf(
            (org.apache.spark.sql.api.java.UDF3<String, String, byte[], String>) EventId::ofConflict,
            DataTypes.StringType);

    private DuplicatesTransform() {}

    /**
     * Returns a digest of what an event says, leaving out ids, transport and surroundings, so that a tracker's second attempt is
     * recognised. The time counts only where it was not worked out from the time of receipt, which differs between attempts.
     */
    static Column contentFingerprint() {
        // JSON writes milliseconds. What is below stands beside them, and is left out where it is nothing.
        Column micros = pmod(unix_micros(countedTime()), lit(1000));
        return fingerprint(when(micros.notEqual(0), micros).as("micros"));
    }

    /** Returns the same by the rule of before, which took no notice of what is below a millisecond: ids of stored conflicts go by it. */
    private static Column earlierFingerprint() {
        return fingerprint();
    }

    private static Column fingerprint(Column... more) {
        List<Column> said = new ArrayList<>(List.of(
                col(EventsTable.KIND),
                col(EventsTable.NAME),
                col(EventsTable.CUSTOMER_KEY),
                col(EventsTable.USER_ID),
                col(EventsTable.ANONYMOUS_ID),
                countedTime().as("time"),
                col(EventsTable.CAMPAIGN_ID),
                col(EventsTable.AMOUNT),
                col(EventsTable.CURRENCY),
                array_sort(map_entries(col(EventsTable.PROPERTIES))).as("properties")));
        said.addAll(List.of(more));
        Column json = to_json(struct(said.toArray(Column[]::new)), Map.of("timeZone", "UTC"));
        return unhex(sha2(json.cast(DataTypes.BinaryType), 256));
    }

    private static Column countedTime() {
        return when(col(EventsTable.RECEIVED_AT).isNull(), col(EventsTable.EVENT_TIME));
    }

    /** Returns the {@code id_hash} of every id that more than one candidate has, from rows of {@link CandidateIndex}. */
    static Dataset<Row> repeated(Dataset<Row> index) {
        return identified(index)
                .groupBy(CandidateIndex.ID_HASH)
                .agg(count(lit(1)).as("candidates"))
                .where(col("candidates").gt(1))
                .select(CandidateIndex.ID_HASH);
    }

    /**
     * Returns the {@code id_hash} of every id that a candidate shares with a store, from rows of {@link CandidateIndex}. What is stored
     * may be much more than the batch: if {@code index} is marked for broadcast, it stays where it is read.
     */
    static Dataset<Row> known(Dataset<Row> index, Dataset<Row> stored) {
        return stored.select(CandidateIndex.idHash(STORED_ID))
                .join(
                        identified(index).select(CandidateIndex.ID_HASH),
                        new String[] {CandidateIndex.ID_HASH},
                        "left_semi")
                .distinct();
    }

    /**
     * Returns the candidates that are not simply new: {@code file, position, part, duplicate, new_id, conflict,
     * decided_outcome, decided_day}.
     *
     * @param candidates rows of {@link Candidates}
     * @param suspects the {@code id_hash} of the ids to look at, from {@link #repeated} and {@link #known}
     * @param stored {@code stored_id, stored_fingerprint} of the stored events and dead letters
     * @param source the name of the batch's source
     */
    static Dataset<Row> decisions(Dataset<Row> candidates, Dataset<Row> suspects, Dataset<Row> stored, String source) {
        Dataset<Row> suspicious = identified(candidates)
                .withColumn(CandidateIndex.ID_HASH, CandidateIndex.idHash(EventsTable.EVENT_ID))
                .join(suspects.distinct(), CandidateIndex.ID_HASH)
                .withColumn(FINGERPRINT, coalesce(col(Candidates.CONTENT), contentFingerprint()))
                .withColumn(EARLIER_FINGERPRINT, earlierFingerprint());
        // An id that the source gave to two events, days apart, is stored twice: either may be the one that comes
        // again.
        Dataset<Row> owned = suspicious.join(
                stored.groupBy(STORED_ID)
                        .agg(collect_set(STORED_FINGERPRINT).as(OWNERS))
                        .withColumn(OWNERS, when(size(col(OWNERS)).gt(0), col(OWNERS))),
                col(EventsTable.EVENT_ID).equalTo(col(STORED_ID)),
                "left");
        Dataset<Row> ids = stored.select(col(STORED_ID)).distinct();
        // What is stored under an id of the earlier rule may be another event, which the rule did not tell from this
        // one.
        Dataset<Row> earlier = stored.select(
                        col(STORED_ID).as(STORED_EARLIER),
                        col(STORED_FINGERPRINT).as(OF_EARLIER))
                .distinct();
        WindowSpec sameId =
                Window.partitionBy(EventsTable.EVENT_ID).orderBy(Candidates.FILE, Candidates.POSITION, Candidates.PART);
        WindowSpec sameContent = Window.partitionBy(EventsTable.EVENT_ID, FINGERPRINT)
                .orderBy(Candidates.FILE, Candidates.POSITION, Candidates.PART);
        Column byContent = col(Candidates.CONTENT).isNotNull();
        Column ordinal = row_number().over(sameContent).minus(1);
        Column repeats = not(byContent).and(col("ordinal").gt(0));
        Column conflict = not(byContent).and(not(array_contains(col(OWNERS), col(FINGERPRINT))));
        Column earlierId = when(
                col(CONFLICT).and(not(col(FINGERPRINT).equalTo(col(EARLIER_FINGERPRINT)))),
                CONFLICT_ID.apply(lit(source), col(EventsTable.EVENT_ID), col(EARLIER_FINGERPRINT)));
        Column newId = when(
                        // The first has its id; in a replay it is that of the place it had among its equals.
                        byContent.and(col("ordinal").gt(0)),
                        CONTENT_ID.apply(col(Candidates.OUTCOME), lit(source), col(Candidates.CONTENT), col("ordinal")))
                .when(conflict, CONFLICT_ID.apply(lit(source), col(EventsTable.EVENT_ID), col(FINGERPRINT)))
                .otherwise(col(EventsTable.EVENT_ID));
        Dataset<Row> named = owned.withColumn("ordinal", ordinal)
                .withColumn(
                        OWNERS,
                        coalesce(
                                col(OWNERS), array(first_value(col(FINGERPRINT)).over(sameId))))
                .withColumn(CONFLICT, conflict)
                .withColumn(NEW_ID, newId)
                .withColumn("repeats", repeats)
                .withColumn(EARLIER_CONFLICT_ID, earlierId)
                .drop(STORED_ID, OWNERS);
        // The id that a candidate ends up with may be stored too, if the batch or its like has been here before.
        return named.join(ids, col(NEW_ID).equalTo(col(STORED_ID)), "left")
                .join(
                        earlier,
                        col(EARLIER_CONFLICT_ID)
                                .equalTo(col(STORED_EARLIER))
                                .and(col(FINGERPRINT).equalTo(col(OF_EARLIER))),
                        "left")
                .select(
                        col(Candidates.FILE),
                        col(Candidates.POSITION),
                        col(Candidates.PART),
                        col("repeats")
                                .or(col(STORED_ID).isNotNull())
                                .or(col(STORED_EARLIER).isNotNull())
                                .as(DUPLICATE),
                        col(NEW_ID),
                        col(CONFLICT),
                        col(Candidates.OUTCOME).as(DECIDED_OUTCOME),
                        to_date(col(EventsTable.EVENT_TIME)).as(DECIDED_DAY),
                        col(EventsTable.EVENT_ID).as("old_id"))
                .where(col(DUPLICATE).or(not(col(NEW_ID).equalTo(col("old_id")))))
                .drop("old_id");
    }

    private static Dataset<Row> identified(Dataset<Row> candidates) {
        return candidates.where(col(Candidates.OUTCOME).notEqual(Candidates.FILTERED));
    }
}
