package org.crmlake.ingest.batch;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.crmlake.lake.DeadLettersTable;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.SparkLake;

/**
 * What the lake knows already, as {@link DuplicatesTransform} wants it. Events are looked up in the days of the batch and their
 * neighbours only, so that the cost follows the batch and not the history. What this very batch stored in an attempt that died
 * is no duplicate, it is the batch.
 */
final class StoredIdentities {
    private static final Column ID = col(EventsTable.EVENT_ID).as(DuplicatesTransform.STORED_ID);
    private static final Column FINGERPRINT =
            DuplicatesTransform.contentFingerprint().as(DuplicatesTransform.STORED_FINGERPRINT);

    private final SparkLake lake;
    private final RememberedIds remembered;
    private final String batchId;

    StoredIdentities(SparkLake lake, RememberedIds remembered, String batchId) {
        this.lake = lake;
        this.remembered = remembered;
        this.batchId = batchId;
    }

    /** Returns all that could be a duplicate of these candidates. */
    Stored around(Tally tally) {
        return new Around(tally.days(), tally.rejected() > 0);
    }

    /** Returns the same of the events alone. */
    Stored eventsAround(Tally tally) {
        return new Around(tally.days(), false);
    }

    private final class Around implements Stored {
        private final List<DayRange> days;
        private final boolean deadLetters;

        Around(SortedSet<LocalDate> days, boolean deadLetters) {
            this.days = DayRange.around(days);
            this.deadLetters = deadLetters;
        }

        @Override
        public Dataset<Row> rows() {
            Dataset<Row> events = events(days).where(ofOthers()).select(ID, FINGERPRINT);
            return deadLetters ? events.unionAll(deadLetters()) : events;
        }

        @Override
        public Dataset<Row> rowsWithTimes() {
            Dataset<Row> replays = lake.read(DeadLettersTable.TABLE)
                    .where(col(DeadLettersTable.REPLAY_BATCH_ID).isNotNull())
                    .select(col(DeadLettersTable.REPLAY_BATCH_ID).as(EventsTable.BATCH_ID))
                    .distinct()
                    .withColumn(EarlierIds.STORED_CUT, lit(true));
            Dataset<Row> events = events(days)
                    .where(ofOthers())
                    .join(replays, new String[] {EventsTable.BATCH_ID}, "left")
                    .select(
                            ID,
                            FINGERPRINT,
                            col(EventsTable.EVENT_TIME).as(EarlierIds.STORED_TIME),
                            col(EventsTable.RECEIVED_AT).as(EarlierIds.STORED_RECEIVED),
                            coalesce(col(EarlierIds.STORED_CUT), lit(false)).as(EarlierIds.STORED_CUT));
            Column noTime = lit(null).cast(DataTypes.TimestampType);
            return deadLetters
                    ? events.unionAll(deadLetters()
                            .withColumn(EarlierIds.STORED_TIME, noTime)
                            .withColumn(EarlierIds.STORED_RECEIVED, noTime)
                            .withColumn(EarlierIds.STORED_CUT, lit(true)))
                    : events;
        }

        @Override
        public List<Long> among(long[] idHashes) {
            Optional<List<Long>> events = remembered.among(
                    idHashes, lake.table(EventsTable.TABLE), DayRange.expression(days), () -> events(days)
                            .select(CandidateIndex.idHash(EventsTable.EVENT_ID)));
            if (events.isEmpty()) {
                return Stored.scan(rows(), idHashes);
            }
            List<Long> found = new ArrayList<>(events.get());
            if (deadLetters) {
                found.addAll(Stored.scan(deadLetters(), idHashes));
            }
            return found;
        }
    }

    private Dataset<Row> events(List<DayRange> days) {
        return lake.read(EventsTable.TABLE).where(DayRange.anyOf(days));
    }

    private Dataset<Row> deadLetters() {
        return lake.read(DeadLettersTable.TABLE)
                .where(ofOthers())
                .select(
                        col(DeadLettersTable.FINGERPRINT).as(DuplicatesTransform.STORED_ID),
                        lit(null).cast(DataTypes.BinaryType).as(DuplicatesTransform.STORED_FINGERPRINT));
    }

    private Column ofOthers() {
        return col(EventsTable.BATCH_ID).notEqual(batchId);
    }

    /** Returns those of {@code letters} that no attempt at this batch that died has stored. */
    Dataset<Row> withoutDeadLettersOfThisBatch(Dataset<Row> letters) {
        Dataset<Row> stored = lake.read(DeadLettersTable.TABLE)
                .where(col(DeadLettersTable.BATCH_ID).equalTo(batchId))
                .select(DeadLettersTable.FINGERPRINT);
        return stored.isEmpty()
                ? letters
                : letters.join(stored, new String[] {DeadLettersTable.FINGERPRINT}, "left_anti");
    }
}
