package org.crmlake.jobs;

import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** Rows that a job needs more than once, and the jobs after it in a run as well: they are read once. What is asked for last is kept. */
public final class KeptRows implements AutoCloseable {
    private Object what;
    private Dataset<Row> rows;

    /**
     * Returns rows that are read when they are used first, and kept in memory or on disk from then on.
     *
     * @param what says which rows they are: an equal one stands for the same rows
     */
    public Dataset<Row> keep(Object what, Supplier<Dataset<Row>> read) {
        return kept(what).orElseGet(() -> {
            close();
            this.what = what;
            this.rows = read.get().persist(StorageLevel.MEMORY_AND_DISK());
            return rows;
        });
    }

    /** Returns the rows if they are kept. */
    public Optional<Dataset<Row>> kept(Object what) {
        return what.equals(this.what) ? Optional.of(rows) : Optional.empty();
    }

    @Override
    public void close() {
        if (rows != null) {
            rows.unpersist();
        }
        what = null;
        rows = null;
    }
}
