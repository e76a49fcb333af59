package org.crmlake.ingest.batch;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.crmlake.ingest.decode.Candidates;

/** The candidates of a batch, with the duplicates told. Closing it frees what was kept for a second reading. */
final class Judgement implements AutoCloseable {
    /** So many decisions are sent to every task; more are joined by a shuffle. */
    private static final long MOST_TO_BROADCAST = 200_000;

    private final Dataset<Row> candidates;
    private final Optional<String> recordSchema;
    private final Tally tally;
    private final Dataset<Row> decisions;
    private final long decided;
    private final long[] duplicates = new long[2];
    private final SortedMap<LocalDate, Long> acceptedByDay;

    /** @param counts of the decisions, by outcome, whether it is a duplicate, and day */
    private Judgement(CandidateSource.Read read, Tally tally, Dataset<Row> decisions, List<Row> counts) {
        this.candidates = read.rows();
        this.recordSchema = read.recordSchema();
        this.tally = tally;
        this.decisions = decisions;
        this.acceptedByDay = new TreeMap<>(tally.eventsByDay());
        long all = 0;
        for (Row row : counts) {
            long count = row.getLong(3);
            all += count;
            if (row.getBoolean(1)) {
                duplicates[row.getInt(0)] += count;
                if (!row.isNullAt(2)) {
                    acceptedByDay.computeIfPresent(
                            Tally.day(row, 2), (day, events) -> events == count ? null : events - count);
                }
            }
        }
        this.decided = all;
    }

    /** Compares the candidates of {@code read}, whose index is {@code index}, with each other and with {@code stored}. */
    static Judgement of(CandidateSource.Read read, CandidateIndex index, Stored stored, String source) {
        Optional<Dataset<Row>> suspects = index.suspects(stored);
        if (suspects.isEmpty()) {
            // Most batches have no duplicates at all, and need not be read again to learn so.
            Dataset<Row> none = read.rows().sparkSession().createDataFrame(List.of(), DuplicatesTransform.DECISIONS);
            return new Judgement(read, index.tally(), none, List.of());
        }
        Dataset<Row> found = DuplicatesTransform.decisions(read.rows(), suspects.get(), stored.rows(), source);
        Dataset<Row> decisions = (index.hasEarlierIds()
                        ? EarlierIds.added(found, read.rows(), suspects.get(), stored, source)
                        : found)
                .persist(StorageLevel.MEMORY_AND_DISK());
        List<Row> counts = decisions
                .groupBy(
                        DuplicatesTransform.DECIDED_OUTCOME,
                        DuplicatesTransform.DUPLICATE,
                        DuplicatesTransform.DECIDED_DAY)
                .count()
                .collectAsList();
        return new Judgement(read, index.tally(), decisions, counts);
    }

    Tally tally() {
        return tally;
    }

    /** Returns the columns of the records, as Spark writes a schema; empty if they have none. */
    Optional<String> recordSchema() {
        return recordSchema;
    }

    long accepted() {
        return tally.events() - duplicates[Candidates.EVENT];
    }

    long rejected() {
        return tally.rejected() - duplicates[Candidates.REJECTED];
    }

    /** Returns the days, in UTC, that have new events. */
    SortedSet<LocalDate> days() {
        return new TreeMap<>(acceptedByDay).navigableKeySet();
    }

    long duplicates() {
        return duplicates[Candidates.EVENT] + duplicates[Candidates.REJECTED];
    }

    /** Returns the events that are no duplicates, under the ids they are stored with, each in the partition of its region. */
    Dataset<Row> events(int regions) {
        Dataset<Row> renamed = JudgedTransform.renamed(kept(Candidates.EVENT));
        return decided > MOST_TO_BROADCAST ? renamed.repartitionById(regions, col(Candidates.REGION)) : renamed;
    }

    /** Returns the rejections that are no duplicates. */
    Dataset<Row> rejections() {
        return kept(Candidates.REJECTED);
    }

    @Override
    public void close() {
        decisions.unpersist();
    }

    private Dataset<Row> kept(int outcome) {
        return JudgedTransform.kept(
                candidates, outcome, decided > MOST_TO_BROADCAST ? decisions : broadcast(decisions));
    }
}
