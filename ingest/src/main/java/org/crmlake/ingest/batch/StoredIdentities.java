package org.crmlake.ingest.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.ZoneOffset;
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
    /** More ranges than this are searched as one: a filter of thousands of terms costs more than it saves. */
    private static final int MOST_RANGES = 50;

    private final SparkLake lake;
    private final String batchId;

    StoredIdentities(SparkLake lake, String batchId) {
        this.lake = lake;
        this.batchId = batchId;
    }

    /** Returns {@code stored_id, stored_fingerprint} of all that could be a duplicate of these candidates. */
    Dataset<Row> around(Tally tally) {
        Dataset<Row> deadLetters = lake.read(DeadLettersTable.TABLE)
                .where(ofOthers())
                .where(lit(tally.rejected() > 0))
                .select(
                        col(DeadLettersTable.FINGERPRINT).as(DuplicatesTransform.STORED_ID),
                        lit(null).cast(DataTypes.BinaryType).as(DuplicatesTransform.STORED_FINGERPRINT));
        return eventsAround(tally).unionAll(deadLetters);
    }

    /** Returns the same of the events alone. */
    Dataset<Row> eventsAround(Tally tally) {
        return lake.read(EventsTable.TABLE)
                .where(ofOthers())
                .where(inDays(tally.days()))
                .select(
                        col(EventsTable.EVENT_ID).as(DuplicatesTransform.STORED_ID),
                        DuplicatesTransform.contentFingerprint().as(DuplicatesTransform.STORED_FINGERPRINT));
    }

    private Column ofOthers() {
        return col(EventsTable.BATCH_ID).notEqual(batchId);
    }

    /** Returns whether an attempt at this batch that died has stored its dead letters. */
    boolean hasDeadLettersOfThisBatch() {
        return !lake.read(DeadLettersTable.TABLE)
                .where(col(DeadLettersTable.BATCH_ID).equalTo(batchId))
                .isEmpty();
    }

    /**
     * A second attempt of a tracker may be received, and so be dated, a little later: on the next day even. Hence the days around.
     */
    private static Column inDays(SortedSet<LocalDate> days) {
        List<LocalDate[]> ranges = new ArrayList<>();
        for (LocalDate day : days) {
            LocalDate[] last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
            if (last != null && !day.minusDays(1).isAfter(last[1])) {
                last[1] = day.plusDays(2);
            } else {
                ranges.add(new LocalDate[] {day.minusDays(1), day.plusDays(2)});
            }
        }
        if (ranges.size() > MOST_RANGES) {
            ranges = List.<LocalDate[]>of(new LocalDate[] {ranges.get(0)[0], ranges.get(ranges.size() - 1)[1]});
        }
        Optional<Column> any = ranges.stream()
                .map(range -> col(EventsTable.EVENT_TIME)
                        .geq(midnight(range[0]))
                        .and(col(EventsTable.EVENT_TIME).lt(midnight(range[1]))))
                .reduce(Column::or);
        return any.orElse(lit(false));
    }

    private static Column midnight(LocalDate day) {
        return lit(Timestamp.from(day.atStartOfDay(ZoneOffset.UTC).toInstant()));
    }
}
