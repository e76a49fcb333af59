package org.crmlake.jobs.segments;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.crmlake.lake.EventsSince;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.SegmentLedgerTable;
import org.crmlake.lake.SegmentMembersTable;
import org.crmlake.lake.SparkLake;
import org.crmlake.model.segment.AsOf;

/**
 * One run over the tables of the lake: what is read for it, of all customers or of those who can have changed. What it keeps in memory it
 * lets go of when it is closed.
 */
final class SegmentRun implements AutoCloseable {
    /** So many customers are handed to every task, some 100 bytes each; of more, the tables are shuffled. */
    private static final long HANDED_ROUND = 1_000_000;

    private static final String[] KEY = {HistoryRows.CUSTOMER_KEY};

    private final SparkLake lake;
    private final Definitions definitions;
    private final AsOf asOf;
    private final EarlierRun before;
    private final long snapshot;
    private final Dataset<Row> events;
    private final Dataset<Row> scores;
    private final Dataset<Row> earlierScores;
    /** What came since the run before; null if that cannot be told, or all are to be evaluated. */
    private final EventsSince since;

    private final Dataset<Row> changed;
    private final Dataset<Row> evaluated;

    /**
     * @param before the run that changes are told against
     * @param all whether to evaluate everybody, even if it could be told who has changed since that run
     */
    SegmentRun(SparkLake lake, Definitions definitions, AsOf asOf, Optional<EarlierRun> before, boolean all) {
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
        this.since = all || before.isEmpty() || !this.before.comparable()
                ? null
                : lake.eventsSince(this.before.snapshot(), snapshot).orElse(null);
        this.changed = since == null ? null : changedCustomers();
        this.evaluated = evaluate().persist(StorageLevel.MEMORY_AND_DISK());
    }

    long snapshot() {
        return snapshot;
    }

    /** Returns how many customers were looked at. */
    long looked() {
        return evaluated.count();
    }

    /** Returns how many customers the tenant has as of the moment. */
    long customers() {
        if (changed == null) {
            return numberOf(events.filter(EventNeeds.isBefore(asOf)));
        }
        // Nearly all are known from the run before; it is asked of those alone who did something since.
        Dataset<Row> active = keys(events.filter(EventNeeds.between(before.asOf(), asOf)))
                .union(keys(since.appended().filter(EventNeeds.isBefore(asOf))))
                .distinct()
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            long number = active.count();
            long known = numberOf(since.earlier()
                    .filter(EventNeeds.isBefore(before.asOf()))
                    .join(handedRound(active, number), KEY, "left_semi"));
            return before.customers() + number - known;
        } finally {
            active.unpersist();
        }
    }

    /** Returns those who can have changed since the earlier run. */
    private Dataset<Row> changedCustomers() {
        Dataset<Row> differing =
                SegmentTransform.differing(earlierScores, scores).orElse(null);
        return SegmentTransform.changed(
                        events, since.appended(), differing, definitions.segments(), before.asOf(), asOf)
                .persist(StorageLevel.MEMORY_AND_DISK());
    }

    private Dataset<Row> evaluate() {
        Dataset<Row> rows = SegmentTransform.rows(events, scores, definitions.segments(), asOf);
        if (before != null) {
            rows = rows.unionByName(
                    HistoryRows.members(members(before.asOf().moment().toLocalDate())));
            if (earlierScores != null) {
                rows = rows.unionByName(HistoryRows.scores(earlierScores, HistoryRows.EARLIER_SCORE));
            }
        }
        // By name: both sides come from the same table, and a comparison of its column with itself is always true.
        Dataset<Row> some = changed == null ? rows : rows.join(handedRound(changed, changed.count()), KEY, "left_semi");
        return SegmentTransform.evaluate(some, definitions.segments(), asOf, before);
    }

    /** Returns all members as of the moment: those evaluated, and of the others those of the earlier run. */
    Dataset<Row> members() {
        Dataset<Row> members = SegmentTransform.members(evaluated, date());
        if (changed == null) {
            return members;
        }
        Dataset<Row> kept = members(before.asOf().moment().toLocalDate())
                .join(handedRound(keys(evaluated), looked()), KEY, "left_anti")
                .withColumn(SegmentMembersTable.AS_OF, lit(date()));
        return members.unionByName(kept);
    }

    /** Returns those evaluated whose profiles can say something else than they should: who entered or left, or all. */
    Dataset<Row> toPublish() {
        return changed == null
                ? evaluated
                : evaluated.filter(size(col(CustomerEvaluation.CHANGES)).gt(0));
    }

    @Override
    public void close() {
        evaluated.unpersist();
        if (changed != null) {
            changed.unpersist();
        }
    }

    private static Dataset<Row> keys(Dataset<Row> rows) {
        return rows.select(HistoryRows.CUSTOMER_KEY);
    }

    private static long numberOf(Dataset<Row> events) {
        return events.agg(countDistinct(EventsTable.CUSTOMER_KEY)).first().getLong(0);
    }

    private static Dataset<Row> handedRound(Dataset<Row> customers, long number) {
        return number <= HANDED_ROUND ? broadcast(customers) : customers;
    }

    /** Returns the rows of {@link SegmentLedgerTable} that an evaluation says. */
    Dataset<Row> ledger(Instant now) {
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
