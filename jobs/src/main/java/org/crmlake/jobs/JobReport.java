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
 * @param written how many rows went where
 * @param took how long it ran
 */
public record JobReport(String job, LocalDate asOf, List<Written> written, Duration took) {

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
        requireNonNull(took, "took is null");
        written = List.copyOf(written);
    }
}
