package org.crmlake.jobs;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;

/**
 * What one run of a job did.
 *
 * @param job its name
 * @param asOf the date that the result is true for
 * @param outcome what it wrote and found
 * @param took how long it ran
 */
public record JobReport(String job, LocalDate asOf, JobOutcome outcome, Duration took) {

    /**
     * Rows written to one table.
     *
     * @param table where
     * @param rows how many; in HBase, of how many customers
     */
    public record Written(TableRef table, long rows) {
        public Written {
            requireNonNull(table, "table is null");
        }
    }

    public JobReport {
        requireNonNull(job, "job is null");
        requireNonNull(asOf, "asOf is null");
        requireNonNull(outcome, "outcome is null");
        requireNonNull(took, "took is null");
    }

    /** Returns how many rows went where. */
    public List<Written> written() {
        return outcome.written();
    }
}
