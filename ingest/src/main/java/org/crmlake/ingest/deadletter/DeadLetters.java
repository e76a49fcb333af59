package org.crmlake.ingest.deadletter;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.asc;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.when;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.crmlake.lake.CommittedBatch;
import org.crmlake.lake.DeadLetterState;
import org.crmlake.lake.DeadLettersTable;
import org.crmlake.lake.LakeMerge;
import org.crmlake.lake.LakeTable;
import org.crmlake.lake.SparkLake;

/** Counts, finds and changes the dead letters of a tenant. */
public final class DeadLetters {
    /** Long: how many dead letters a row of {@link #counts} stands for. */
    public static final String LETTERS = "letters";
    /** Timestamp: when the first of them was turned down. */
    public static final String OLDEST = "oldest";
    /** Timestamp: when the last of them was. */
    public static final String NEWEST = "newest";

    private static final String QUOTED =
            "(?s)(^|[^\\p{L}\\p{N}])['\"`\u2018\u201c]" + "(?:.*(?:['\"`\u2019\u201d](?![\\p{L}\\p{N}])|\u2026)|.*$)";

    private static final LakeTable TABLE = DeadLettersTable.TABLE;

    private final SparkLake lake;

    public DeadLetters(SparkLake lake) {
        this.lake = requireNonNull(lake, "lake is null");
    }

    /**
     * Returns {@code source, stage, reason, state, letters, oldest, newest}, the most letters first. Reasons that differ in their
     * values alone are counted together, and so show nothing of a person.
     */
    public Dataset<Row> counts(DeadLetterFilter filter) {
        return counts(find(filter));
    }

    static Dataset<Row> counts(Dataset<Row> letters) {
        return letters.withColumn(DeadLettersTable.REASON, withoutValues(col(DeadLettersTable.REASON)))
                .groupBy(
                        DeadLettersTable.SOURCE,
                        DeadLettersTable.STAGE,
                        DeadLettersTable.REASON,
                        DeadLettersTable.STATE)
                .agg(
                        count(lit(1)).as(LETTERS),
                        min(DeadLettersTable.FAILED_AT).as(OLDEST),
                        max(DeadLettersTable.FAILED_AT).as(NEWEST))
                .orderBy(
                        desc(LETTERS),
                        asc(DeadLettersTable.SOURCE),
                        asc(DeadLettersTable.STAGE),
                        asc(DeadLettersTable.REASON),
                        asc(DeadLettersTable.STATE));
    }

    /** Returns the dead letters, rows of {@link DeadLettersTable}. */
    public Dataset<Row> find(DeadLetterFilter filter) {
        return lake.read(TABLE).where(filter.condition());
    }

    /**
     * Gives up dead letters: no replay takes them any more. They stay in the table, with the reason.
     *
     * @param note why
     * @return how many were open and are discarded now
     */
    public long discard(DeadLetterFilter filter, String note, Instant now) {
        Dataset<Row> given = find(filter.of(DeadLetterState.OPEN)).cache();
        try {
            long count = given.count();
            if (count > 0) {
                change(
                        given.withColumn(DeadLettersTable.STATE, lit(DeadLetterState.DISCARDED.text()))
                                .withColumn(DeadLettersTable.NOTE, lit(note))
                                .withColumn(DeadLettersTable.CHANGED_AT, lit(Timestamp.from(now))),
                        DeadLetterState.OPEN,
                        Map.of());
            }
            return count;
        } finally {
            given.unpersist();
        }
    }

    /**
     * Ends what replays of a source have begun: letters that are being replayed are replayed if the batch of their replay is
     * committed, else open again.
     *
     * @param isCommitted tells of a batch's id whether the lake holds it
     */
    public void settle(String source, Predicate<String> isCommitted, Instant now) {
        Dataset<Row> begun = find(DeadLetterFilter.ALL.of(source, DeadLetterState.REPLAYING));
        Object[] batches = begun.select(DeadLettersTable.REPLAY_BATCH_ID).distinct().collectAsList().stream()
                .map(row -> row.getString(0))
                .toArray();
        if (batches.length == 0) {
            return;
        }
        Object[] committed = java.util.Arrays.stream(batches)
                .filter(id -> isCommitted.test((String) id))
                .toArray();
        Column isIn = col(DeadLettersTable.REPLAY_BATCH_ID).isin(committed);
        change(
                begun.withColumn(
                                DeadLettersTable.STATE,
                                when(isIn, lit(DeadLetterState.REPLAYED.text()))
                                        .otherwise(lit(DeadLetterState.OPEN.text())))
                        .withColumn(
                                DeadLettersTable.REPLAY_BATCH_ID,
                                when(isIn, col(DeadLettersTable.REPLAY_BATCH_ID))
                                        .otherwise(lit(null).cast(DataTypes.StringType)))
                        .withColumn(DeadLettersTable.CHANGED_AT, lit(Timestamp.from(now))),
                DeadLetterState.REPLAYING,
                Map.of(CommittedBatch.SOURCE, source));
    }

    private void change(Dataset<Row> rows, DeadLetterState before, Map<String, String> summary) {
        Column unchanged = col(TABLE.name() + "." + DeadLettersTable.STATE).equalTo(before.text());
        new LakeMerge(lake).run(rows, TABLE, DeadLettersTable.FINGERPRINT, unchanged, summary);
    }

    /**
     * What a reason quotes, and its numbers, differ from record to record. A value may hold quotes itself, so all goes from the first one to the
     * last; a reason that was cut may have lost the one that ends a value, so what is before an ellipsis goes too. A quote that follows a letter
     * begins nothing, and one that a letter follows ends nothing.
     */
    private static Column withoutValues(Column reason) {
        return regexp_replace(regexp_replace(reason, QUOTED, "$1'…'"), "\\b\\d+\\b", "N");
    }
}
