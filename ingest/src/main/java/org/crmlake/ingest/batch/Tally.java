package org.crmlake.ingest.batch;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import java.io.Serializable;
import java.sql.Date;
import java.time.LocalDate;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.ingest.decode.Candidates;

/**
 * The candidates of a batch, counted before duplicates are known.
 *
 * @param events candidates that are events
 * @param rejected candidates that are rejections
 * @param filtered rows left out on purpose
 * @param eventsByDay how many events happened on each day, in UTC
 */
record Tally(long events, long rejected, long filtered, SortedMap<LocalDate, Long> eventsByDay)
        implements Serializable {
    /** Adds candidates up. */
    static final class Sum {
        private final long[] outcomes = new long[3];
        private final SortedMap<LocalDate, Long> days = new TreeMap<>();

        /** @param day null unless the candidates are events */
        void add(int outcome, LocalDate day, long candidates) {
            outcomes[outcome] += candidates;
            if (day != null) {
                days.merge(day, candidates, Long::sum);
            }
        }

        void add(Tally more) {
            outcomes[Candidates.EVENT] += more.events;
            outcomes[Candidates.REJECTED] += more.rejected;
            outcomes[Candidates.FILTERED] += more.filtered;
            more.eventsByDay.forEach((day, events) -> days.merge(day, events, Long::sum));
        }

        Tally tally() {
            return new Tally(
                    outcomes[Candidates.EVENT], outcomes[Candidates.REJECTED], outcomes[Candidates.FILTERED], days);
        }
    }

    /** Counts the rows of {@link CandidateIndex#columns}. */
    static Tally of(Dataset<Row> index) {
        Sum sum = new Sum();
        for (Row row : index.groupBy(CandidateIndex.OUTCOME, CandidateIndex.DAY)
                .agg(count(lit(1)).as("candidates"))
                .collectAsList()) {
            sum.add(row.getInt(0), row.isNullAt(1) ? null : day(row, 1), row.getLong(2));
        }
        return sum.tally();
    }

    /** Returns the date in a column, as whichever class Spark hands it out. */
    static LocalDate day(Row row, int column) {
        return row.get(column) instanceof Date date ? date.toLocalDate() : row.getAs(column);
    }

    /** Returns the days, in UTC, on which the events happened. */
    SortedSet<LocalDate> days() {
        return new TreeMap<>(eventsByDay).navigableKeySet();
    }

    long read() {
        return events + rejected + filtered;
    }
}
