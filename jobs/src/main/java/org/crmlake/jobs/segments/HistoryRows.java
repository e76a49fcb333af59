package org.crmlake.jobs.segments;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.SegmentMembersTable;
import org.crmlake.model.segment.AsOf;

/** Everything that is known of customers in rows of one form, so that one shuffle brings it together. */
final class HistoryRows {
    static final String CUSTOMER_KEY = "customer_key";
    static final String WHAT = "what";
    static final String MICROS = "micros";
    static final String ID = "id";
    static final String KIND = "kind";
    static final String NAME = "name";
    static final String VALUES = "values";

    /** That the customer was there: an event that no leaf looks at. */
    static final int SEEN = 0;

    /** An event. */
    static final int EVENT = 1;

    /** A score that holds now: its name, and its value as the id. */
    static final int SCORE = 2;

    /** A score that held at the run before. */
    static final int EARLIER_SCORE = 3;

    /** A segment that the customer was in at the run before, as the name. */
    static final int MEMBER = 4;

    private HistoryRows() {}

    /**
     * Returns a row for each event before the moment: all that is needed of those that some leaf looks at, of the others only that the
     * customer was there. One pass over the events; a second one would cost more than the short rows do in the shuffle.
     */
    static Dataset<Row> events(Dataset<Row> events, EventNeeds needs, AsOf asOf) {
        Column relevant = needs.relevant();
        return events.filter(EventNeeds.isBefore(asOf))
                .select(row(
                        when(relevant, EVENT).otherwise(SEEN),
                        unix_micros(col(EventsTable.EVENT_TIME)),
                        when(relevant, col(EventsTable.EVENT_ID)),
                        when(relevant, col(EventsTable.KIND)),
                        when(relevant, col(EventsTable.NAME)),
                        when(relevant, needs.values()).otherwise(none())));
    }

    /** Returns rows of {@link ScoreSource#read}. */
    static Dataset<Row> scores(Dataset<Row> scores, int what) {
        return scores.select(row(lit(what), lit(0L), col(ScoreSource.VALUE), lit(null), col(ScoreSource.NAME), none()));
    }

    /** Returns the members of an earlier run, rows of {@link SegmentMembersTable}. */
    static Dataset<Row> members(Dataset<Row> members) {
        return members.select(
                row(lit(MEMBER), lit(0L), lit(null), lit(null), col(SegmentMembersTable.SEGMENT), none()));
    }

    private static Column[] row(Column what, Column micros, Column id, Column kind, Column name, Column values) {
        return new Column[] {
            col(CUSTOMER_KEY),
            what.as(WHAT),
            micros.as(MICROS),
            id.cast("string").as(ID),
            kind.cast("string").as(KIND),
            name.cast("string").as(NAME),
            values.as(VALUES)
        };
    }

    private static Column none() {
        return array().cast("array<string>");
    }
}
