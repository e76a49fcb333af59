package org.crmlake.ingest.batch;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** The index of any number of candidates, kept where they were read. */
final class ManyCandidates implements CandidateIndex {
    /** So many candidates are sent to every task; more are joined by a shuffle. */
    private static final long MOST_TO_BROADCAST = 200_000;

    private final Dataset<Row> index;
    private Tally tally;
    private Dataset<Row> suspects;
    private Boolean hasEarlierIds;

    /** @param index rows of {@link CandidateIndex#columns} */
    ManyCandidates(Dataset<Row> index) {
        this.index = index.persist(StorageLevel.MEMORY_AND_DISK());
    }

    @Override
    public Tally tally() {
        if (tally == null) {
            tally = Tally.of(index);
        }
        return tally;
    }

    @Override
    public Optional<Dataset<Row>> suspects(Stored stored) {
        if (suspects == null) {
            suspects = allSuspects(stored.rows()).persist(StorageLevel.MEMORY_AND_DISK());
        }
        return suspects.isEmpty() ? Optional.empty() : Optional.of(suspects);
    }

    @Override
    public boolean hasEarlierIds() {
        if (hasEarlierIds == null) {
            hasEarlierIds = !earlier().isEmpty();
        }
        return hasEarlierIds;
    }

    private Dataset<Row> earlier() {
        return index.where(col(EARLIER_HASH).isNotNull()).withColumn(ID_HASH, col(EARLIER_HASH));
    }

    private Dataset<Row> allSuspects(Dataset<Row> stored) {
        Dataset<Row> repeated = DuplicatesTransform.repeated(index);
        boolean few = tally().read() <= MOST_TO_BROADCAST;
        // Most large batches bring new days, of which the lake knows nothing.
        if (!few && stored.isEmpty()) {
            return repeated;
        }
        Dataset<Row> ids = hasEarlierIds() ? index.unionAll(earlier()) : index;
        return repeated.unionAll(DuplicatesTransform.known(few ? broadcast(ids) : ids, stored));
    }

    @Override
    public void close() {
        if (suspects != null) {
            suspects.unpersist();
        }
        index.unpersist();
    }
}
