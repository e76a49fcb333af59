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
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
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
            this.days = ranges(days);
            this.deadLetters = deadLetters;
        }

        @Override
        public Dataset<Row> rows() {
            Dataset<Row> events = events(days)
                    .where(ofOthers())
                    .select(
                            col(EventsTable.EVENT_ID).as(DuplicatesTransform.STORED_ID),
                            DuplicatesTransform.contentFingerprint().as(DuplicatesTransform.STORED_FINGERPRINT));
            return deadLetters ? events.unionAll(deadLetters()) : events;
        }

        @Override
        public List<Long> among(long[] idHashes) {
            Expression inDays = days.stream()
                    .map(DayRange::expression)
                    .reduce(Expressions::or)
                    .orElse(Expressions.alwaysFalse());
            Optional<List<Long>> events =
                    remembered.among(idHashes, lake.table(EventsTable.TABLE), inDays, () -> events(days)
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
        return lake.read(EventsTable.TABLE)
                .where(days.stream().map(DayRange::column).reduce(Column::or).orElse(lit(false)));
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

    /** Returns whether an attempt at this batch that died has stored its dead letters. */
    boolean hasDeadLettersOfThisBatch() {
        return !lake.read(DeadLettersTable.TABLE)
                .where(col(DeadLettersTable.BATCH_ID).equalTo(batchId))
                .isEmpty();
    }

    /**
     * A second attempt of a tracker may be received, and so be dated, a little later: on the next day even. Hence the days around.
     */
    private static List<DayRange> ranges(SortedSet<LocalDate> days) {
        List<DayRange> ranges = new ArrayList<>();
        for (LocalDate day : days) {
            int last = ranges.size() - 1;
            if (last >= 0 && !day.minusDays(1).isAfter(ranges.get(last).until())) {
                ranges.set(last, new DayRange(ranges.get(last).from(), day.plusDays(2)));
            } else {
                ranges.add(new DayRange(day.minusDays(1), day.plusDays(2)));
            }
        }
        return ranges.size() <= MOST_RANGES
                ? ranges
                : List.of(new DayRange(
                        ranges.get(0).from(), ranges.get(ranges.size() - 1).until()));
    }

    /**
     * Some days in a row, in UTC.
     *
     * @param from the first
     * @param until the day after the last
     */
    private record DayRange(LocalDate from, LocalDate until) {
        Column column() {
            return col(EventsTable.EVENT_TIME)
                    .geq(lit(midnight(from)))
                    .and(col(EventsTable.EVENT_TIME).lt(lit(midnight(until))));
        }

        Expression expression() {
            return Expressions.and(
                    Expressions.greaterThanOrEqual(EventsTable.EVENT_TIME, micros(from)),
                    Expressions.lessThan(EventsTable.EVENT_TIME, micros(until)));
        }

        private static Timestamp midnight(LocalDate day) {
            return Timestamp.from(day.atStartOfDay(ZoneOffset.UTC).toInstant());
        }

        private static long micros(LocalDate day) {
            return TimeUnit.SECONDS.toMicros(day.atStartOfDay(ZoneOffset.UTC).toEpochSecond());
        }
    }
}
