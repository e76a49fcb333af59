package org.crmlake.ingest.batch;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

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
record Tally(long events, long rejected, long filtered, SortedMap<LocalDate, Long> eventsByDay) {

    /** Counts the rows of {@link CandidateIndex}. */
    static Tally of(Dataset<Row> index) {
        long[] outcomes = new long[3];
        SortedMap<LocalDate, Long> days = new TreeMap<>();
        for (Row row : index.groupBy(CandidateIndex.OUTCOME, CandidateIndex.DAY)
                .agg(count(lit(1)).as("candidates"))
                .collectAsList()) {
            outcomes[row.getInt(0)] += row.getLong(2);
            if (!row.isNullAt(1)) {
                days.merge(day(row, 1), row.getLong(2), Long::sum);
            }
        }
        return new Tally(
                outcomes[Candidates.EVENT], outcomes[Candidates.REJECTED], outcomes[Candidates.FILTERED], days);
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
