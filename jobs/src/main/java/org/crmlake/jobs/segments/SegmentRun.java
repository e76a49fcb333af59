package org.crmlake.jobs.segments;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.SegmentLedgerTable;
import org.crmlake.lake.SegmentMembersTable;
import org.crmlake.lake.SparkLake;
import org.crmlake.model.segment.AsOf;

/** One run over the tables of the lake: what is read for it, of all customers or of those who can have changed. */
final class SegmentRun {
    private final SparkLake lake;
    private final Definitions definitions;
    private final AsOf asOf;
    private final EarlierRun before;
    private final long snapshot;
    private final Dataset<Row> events;
    private final Dataset<Row> scores;
    private final Dataset<Row> earlierScores;

    SegmentRun(SparkLake lake, Definitions definitions, AsOf asOf, Optional<EarlierRun> before) {
        this.lake = lake;
        this.definitions = definitions;
        this.asOf = asOf;
        this.before = before.orElse(null);
        this.snapshot = lake.snapshot(EventsTable.TABLE);
        // One state of the table for all that is read of it: what comes in meanwhile is for the next run.
        this.events = snapshot == 0 ? lake.read(EventsTable.TABLE) : lake.readAt(EventsTable.TABLE, snapshot);
        Set<String> names = definitions.segments().inputs().scores();
        this.scores = ScoreSource.read(lake, names, date());
        this.earlierScores = before.isEmpty()
                ? null
                : ScoreSource.read(lake, names, this.before.asOf().moment().toLocalDate());
    }

    long snapshot() {
        return snapshot;
    }

    /** Returns how many customers the tenant has as of the moment. */
    long customers() {
        return events.filter(EventNeeds.isBefore(asOf))
                .agg(countDistinct(EventsTable.CUSTOMER_KEY))
                .first()
                .getLong(0);
    }

    /** Returns those who can have changed since the earlier run; empty if all must be evaluated. */
    Optional<Dataset<Row>> changedCustomers() {
        if (before == null || !before.comparable()) {
            return Optional.empty();
        }
        Dataset<Row> differing =
                SegmentTransform.differing(earlierScores, scores).orElse(null);
        return lake.appendedSince(EventsTable.TABLE, before.snapshot())
                .map(late ->
                        SegmentTransform.changed(events, late, differing, definitions.segments(), before.asOf(), asOf));
    }

    /** Evaluates the customers given, or all. */
    Dataset<Row> evaluate(Optional<Dataset<Row>> changed) {
        Dataset<Row> rows = SegmentTransform.rows(events, scores, definitions.segments(), asOf);
        if (before != null) {
            rows = rows.unionByName(
                    HistoryRows.members(members(before.asOf().moment().toLocalDate())));
            if (earlierScores != null) {
                rows = rows.unionByName(HistoryRows.scores(earlierScores, HistoryRows.EARLIER_SCORE));
            }
        }
        Dataset<Row> all = rows;
        // By name: both sides come from the same table, and a comparison of its column with itself is always true.
        Dataset<Row> some = changed.map(
                        customers -> all.join(customers, new String[] {HistoryRows.CUSTOMER_KEY}, "left_semi"))
                .orElse(all);
        return SegmentTransform.evaluate(some, definitions.segments(), asOf, before);
    }

    /** Returns all members as of the moment: those evaluated, and of the others those of the earlier run. */
    Dataset<Row> members(Dataset<Row> evaluated, Optional<Dataset<Row>> changed) {
        Dataset<Row> members = SegmentTransform.members(evaluated, date());
        if (changed.isEmpty()) {
            return members;
        }
        Dataset<Row> earlier = members(before.asOf().moment().toLocalDate());
        Dataset<Row> kept = earlier.join(evaluated, new String[] {SegmentMembersTable.CUSTOMER_KEY}, "left_anti")
                .withColumn(SegmentMembersTable.AS_OF, lit(date()));
        return members.unionByName(kept);
    }

    /** Returns the rows of {@link SegmentLedgerTable} that an evaluation says. */
    Dataset<Row> ledger(Dataset<Row> evaluated, Instant now) {
        Column change = col("c");
        Column version = lit(0);
        for (var entry : definitions.versions().entrySet()) {
            version = when(change.getField(CustomerEvaluation.SEGMENT).equalTo(entry.getKey()), entry.getValue())
                    .otherwise(version);
        }
        return evaluated
                .select(
                        col(HistoryRows.CUSTOMER_KEY),
                        explode(col(CustomerEvaluation.CHANGES)).as("c"))
                .select(
                        change.getField(CustomerEvaluation.SEGMENT).as(SegmentLedgerTable.SEGMENT),
                        version.as(SegmentLedgerTable.VERSION),
                        col(HistoryRows.CUSTOMER_KEY).as(SegmentLedgerTable.CUSTOMER_KEY),
                        change.getField(CustomerEvaluation.CHANGE).as(SegmentLedgerTable.CHANGE),
                        change.getField(CustomerEvaluation.EFFECTIVE_AT).as(SegmentLedgerTable.EFFECTIVE_AT),
                        lit(now).as(SegmentLedgerTable.EVALUATED_AT),
                        change.getField(CustomerEvaluation.REASONS).as(SegmentLedgerTable.REASONS),
                        change.getField(CustomerEvaluation.CAUSE).as(SegmentLedgerTable.CAUSE),
                        change.getField(CustomerEvaluation.EVENT_ID).as(SegmentLedgerTable.EVENT_ID),
                        lit(date()).as(SegmentLedgerTable.AS_OF));
    }

    private Dataset<Row> members(LocalDate date) {
        return lake.read(SegmentMembersTable.TABLE)
                .filter(col(SegmentMembersTable.AS_OF).equalTo(lit(date)));
    }

    private LocalDate date() {
        return asOf.moment().toLocalDate();
    }
}
