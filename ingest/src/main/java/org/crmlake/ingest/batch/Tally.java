package org.crmlake.ingest.batch;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import java.sql.Date;
import java.time.LocalDate;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.ingest.decode.Candidates;

/**
 * The candidates of a batch, counted before duplicates are known.
 *
 * @param events candidates that are events
 * @param rejected candidates that are rejections
 * @param filtered rows left out on purpose
 * @param days the days, in UTC, on which the events happened
 */
record Tally(long events, long rejected, long filtered, SortedSet<LocalDate> days) {

    /** Counts the rows of {@link CandidateIndex}. */
    static Tally of(Dataset<Row> index) {
        long[] outcomes = new long[3];
        SortedSet<LocalDate> days = new TreeSet<>();
        for (Row row : index.groupBy(CandidateIndex.OUTCOME, CandidateIndex.DAY)
                .agg(count(lit(1)).as("candidates"))
                .collectAsList()) {
            outcomes[row.getInt(0)] += row.getLong(2);
            if (!row.isNullAt(1)) {
                days.add(row.get(1) instanceof Date date ? date.toLocalDate() : row.getAs(1));
            }
        }
        return new Tally(
                outcomes[Candidates.EVENT], outcomes[Candidates.REJECTED], outcomes[Candidates.FILTERED], days);
    }

    long read() {
        return events + rejected + filtered;
    }
}
