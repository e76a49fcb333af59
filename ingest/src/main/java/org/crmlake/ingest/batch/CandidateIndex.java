package org.crmlake.ingest.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.ingest.decode.Candidates;
import org.crmlake.lake.EventsTable;

/**
 * The little of each candidate that counting and looking for duplicates need. It is small enough to be kept, which spares reading
 * the candidates once more for each question.
 */
sealed interface CandidateIndex extends AutoCloseable permits FewCandidates, ManyCandidates {
    /** Int: as in {@link Candidates}. */
    String OUTCOME = Candidates.OUTCOME;
    /** Date: the day in UTC on which the event happened; null unless the candidate is an event. */
    String DAY = "day";
    /** Long: a hash of the candidate's id. Equal ids have equal hashes; the reverse holds nearly always. */
    String ID_HASH = "id_hash";
    /** Long: the same of the id that the first release gave the candidate, if that is another; else null. */
    String EARLIER_HASH = "earlier_hash";

    /** Returns the index of {@code candidates}, which are read for it once. */
    static CandidateIndex of(Dataset<Row> candidates) {
        return FewCandidates.of(candidates)
                .<CandidateIndex>map(few -> few)
                .orElseGet(() -> new ManyCandidates(columns(candidates)));
    }

    /** Returns {@code outcome, day, id_hash, earlier_hash}, one row a candidate. */
    static Dataset<Row> columns(Dataset<Row> candidates) {
        return candidates.select(
                col(OUTCOME),
                to_date(col(EventsTable.EVENT_TIME)).as(DAY),
                idHash(EventsTable.EVENT_ID),
                when(col(Candidates.EARLIER_ID).isNotNull(), xxhash64(col(Candidates.EARLIER_ID)))
                        .as(EARLIER_HASH));
    }

    static Column idHash(String column) {
        return xxhash64(col(column)).as(ID_HASH);
    }

    /** Returns the candidates counted. */
    Tally tally();

    /**
     * Returns the {@code id_hash} of every id that two candidates have, or that one shares with a store, be it the id that the first
     * release gave it; empty if there is none. It can be read until this is closed.
     */
    Optional<Dataset<Row>> suspects(Stored stored);

    /** Returns whether the first release gave any candidate another id. */
    boolean hasEarlierIds();

    @Override
    void close();
}
