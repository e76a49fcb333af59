package org.crmlake.ingest.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.xxhash64;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.ingest.decode.Candidates;
import org.crmlake.lake.EventsTable;

/**
 * The little of each candidate that counting and looking for duplicates need. It is small enough to be kept, which spares reading
 * the candidates once more for each question.
 */
final class CandidateIndex {
    /** Int: as in {@link Candidates}. */
    static final String OUTCOME = Candidates.OUTCOME;
    /** Date: the day in UTC on which the event happened; null unless the candidate is an event. */
    static final String DAY = "day";
    /** Long: a hash of the candidate's id. Equal ids have equal hashes; the reverse holds nearly always. */
    static final String ID_HASH = "id_hash";

    private CandidateIndex() {}

    /** Returns {@code outcome, day, id_hash}, one row a candidate. */
    static Dataset<Row> of(Dataset<Row> candidates) {
        return candidates.select(
                col(OUTCOME), to_date(col(EventsTable.EVENT_TIME)).as(DAY), idHash(EventsTable.EVENT_ID));
    }

    static Column idHash(String column) {
        return xxhash64(col(column)).as(ID_HASH);
    }
}
