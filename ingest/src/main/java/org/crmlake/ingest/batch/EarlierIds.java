package org.crmlake.ingest.batch;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_trunc;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.to_date;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.crmlake.ingest.decode.Candidates;
import org.crmlake.lake.EventsTable;

/**
 * Knows records again that the first release has stored: it named them by a digest that took rows of Avro and Parquet for equal whose
 * times differ below the millisecond. So a record is held against all events that have the ids of its earlier digest, and is one of them
 * unless these happened within the same millisecond, but at another microsecond. What is stored is counted: of three equal
 * records, two of which are stored, one is new. A mapping that was changed since makes no record another one.
 */
final class EarlierIds {
    /** Timestamp: when the stored event happened; null for a dead letter. */
    static final String STORED_TIME = "stored_time";
    /** Timestamp: when it was received, or null. */
    static final String STORED_RECEIVED = "stored_received";
    /** Boolean: whether its record was kept without microseconds for a while, as a dead letter, so that they say nothing. */
    static final String STORED_CUT = "stored_cut";

    /** More ordinals are looked at than there are candidates, should some of equal ones be missing. */
    private static final int SPARE = 8;

    private static final String CANDIDATES = "earlier_candidates";
    private static final String GROUP_TIME = "group_time";
    private static final String GROUP_RECEIVED = "group_received";
    private static final String STORED = "earlier_stored";
    private static final String ANY_TIME = "earlier_any_time";
    private static final String BY_TIME = "known_by_time";

    private EarlierIds() {}

    /**
     * Returns decisions that call the candidates duplicates which are stored under an earlier id, and are {@code decided} otherwise.
     *
     * @param decided from {@link DuplicatesTransform#decisions}
     * @param candidates rows of {@link Candidates}
     * @param suspects the hashes of the ids to look at, earlier ones among them
     */
    static Dataset<Row> added(
            Dataset<Row> decided, Dataset<Row> candidates, Dataset<Row> suspects, Stored stored, String source) {
        Dataset<Row> known = known(candidates, suspects, stored.rowsWithTimes(), source);
        String[] place = {Candidates.FILE, Candidates.POSITION, Candidates.PART};
        return decided.join(known, place, "left_anti").unionByName(known);
    }

    private static Dataset<Row> known(
            Dataset<Row> candidates, Dataset<Row> suspects, Dataset<Row> stored, String source) {
        Dataset<Row> suspicious = candidates
                .where(col(Candidates.EARLIER_ID).isNotNull())
                .withColumn(CandidateIndex.ID_HASH, CandidateIndex.idHash(Candidates.EARLIER_ID))
                .join(suspects.distinct(), CandidateIndex.ID_HASH);
        Column outcome = col(Candidates.OUTCOME);
        Column content = col(Candidates.EARLIER_CONTENT);
        Column time = col(EventsTable.EVENT_TIME);
        Column received = col(EventsTable.RECEIVED_AT);
        // One mapping makes one time of all records that are equal but for what is below a millisecond.
        Dataset<Row> found = suspicious
                .groupBy(outcome, content)
                .agg(
                        count(lit(1)).as(CANDIDATES),
                        min(millis(time)).as(GROUP_TIME),
                        min(millis(received)).as(GROUP_RECEIVED))
                .withColumn(
                        "ordinal",
                        explode(sequence(
                                lit(0), col(CANDIDATES).multiply(2).plus(SPARE).cast(DataTypes.IntegerType), lit(1))))
                .withColumn("id", DuplicatesTransform.CONTENT_ID.apply(outcome, lit(source), content, col("ordinal")))
                .join(stored, col("id").equalTo(col(DuplicatesTransform.STORED_ID)))
                .withColumn(
                        ANY_TIME,
                        col(STORED_CUT)
                                .or(not(millis(col(STORED_TIME)).eqNullSafe(col(GROUP_TIME))))
                                .or(not(millis(col(STORED_RECEIVED)).eqNullSafe(col(GROUP_RECEIVED)))));
        Dataset<Row> byTime = found.where(not(col(ANY_TIME)))
                .groupBy(
                        outcome.as("o"),
                        content.as("c"),
                        col(STORED_TIME).as("t"),
                        col(STORED_RECEIVED).as("r"))
                .agg(count(lit(1)).as(STORED));
        Dataset<Row> anyTime = found.where(col(ANY_TIME))
                .groupBy(outcome.as("o"), content.as("c"))
                .agg(count(lit(1)).as(STORED));
        return suspicious
                .join(
                        byTime,
                        outcome.equalTo(col("o"))
                                .and(content.equalTo(col("c")))
                                .and(time.eqNullSafe(col("t")))
                                .and(received.eqNullSafe(col("r"))),
                        "left")
                .withColumn(BY_TIME, number(outcome, content, time, received).leq(coalesce(col(STORED), lit(0))))
                .drop("o", "c", "t", "r", STORED)
                .join(anyTime, outcome.equalTo(col("o")).and(content.equalTo(col("c"))), "left")
                .withColumn(
                        DuplicatesTransform.DUPLICATE,
                        col(BY_TIME).or(number(outcome, content, col(BY_TIME)).leq(coalesce(col(STORED), lit(0)))))
                .where(col(DuplicatesTransform.DUPLICATE))
                .select(
                        col(Candidates.FILE),
                        col(Candidates.POSITION),
                        col(Candidates.PART),
                        col(DuplicatesTransform.DUPLICATE),
                        col(EventsTable.EVENT_ID).as(DuplicatesTransform.NEW_ID),
                        lit(false).as(DuplicatesTransform.CONFLICT),
                        outcome.as(DuplicatesTransform.DECIDED_OUTCOME),
                        to_date(time).as(DuplicatesTransform.DECIDED_DAY));
    }

    private static Column millis(Column time) {
        return date_trunc("MILLISECOND", time);
    }

    /** Returns which of its equals a candidate is, from 1. */
    private static Column number(Column... equals) {
        return row_number()
                .over(Window.partitionBy(equals).orderBy(Candidates.FILE, Candidates.POSITION, Candidates.PART));
    }
}
