package org.crmlake.jobs.segments;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;

import java.time.LocalDate;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.SegmentMembersTable;
import org.crmlake.model.segment.AsOf;
import org.crmlake.model.segment.SegmentSet;

/**
 * Members of segments, by bringing all that is needed of a customer together once and evaluating every definition over it; see
 * {@code docs/decisions/0011-one-evaluator.md}.
 */
final class SegmentTransform {
    private SegmentTransform() {}

    /**
     * Evaluates all segments for all customers.
     *
     * @param events with the columns of {@link EventsTable}
     * @param scores what {@link ScoreSource#read} returns for the moment; null if no score is asked for
     * @return the columns of {@link CustomerEvaluation#COLUMNS}, one row for each customer who did anything before the moment
     */
    static Dataset<Row> evaluate(Dataset<Row> events, Dataset<Row> scores, SegmentSet segments, AsOf asOf) {
        return evaluate(rows(events, scores, segments, asOf), segments, asOf, null);
    }

    /** Returns the rows from which {@link #evaluate} works. */
    static Dataset<Row> rows(Dataset<Row> events, Dataset<Row> scores, SegmentSet segments, AsOf asOf) {
        Dataset<Row> rows = HistoryRows.events(events, new EventNeeds(segments.inputs()), asOf);
        return scores == null ? rows : rows.unionByName(HistoryRows.scores(scores, HistoryRows.SCORE));
    }

    /** Evaluates customers of whom {@link HistoryRows} are given, and tells what changed since an earlier run, or null. */
    static Dataset<Row> evaluate(Dataset<Row> rows, SegmentSet segments, AsOf asOf, EarlierRun before) {
        CustomerEvaluation evaluation =
                new CustomerEvaluation(segments, new EventNeeds(segments.inputs()).fields(), asOf, before);
        return rows.repartition(col(HistoryRows.CUSTOMER_KEY))
                .sortWithinPartitions(HistoryRows.CUSTOMER_KEY)
                .mapPartitions(evaluation, Encoders.row(CustomerEvaluation.COLUMNS));
    }

    /**
     * Returns the customers who can have changed between two moments: something happened to them, a moving end of a window passed
     * an event of theirs, something came late, or a score is another.
     *
     * @param late events that came in since the earlier run
     * @param changedScores rows with a {@code customer_key}; null if no score is asked for
     * @return {@code customer_key}, each once
     */
    static Dataset<Row> changed(
            Dataset<Row> events,
            Dataset<Row> late,
            Dataset<Row> changedScores,
            SegmentSet segments,
            AsOf before,
            AsOf now) {
        EventNeeds needs = new EventNeeds(segments.inputs());
        Dataset<Row> changed = events.filter(needs.passedBetween(before, now))
                .select(EventsTable.CUSTOMER_KEY)
                .union(late.filter(EventNeeds.isBefore(now)).select(EventsTable.CUSTOMER_KEY));
        if (changedScores != null) {
            changed = changed.union(changedScores.select(ScoreSource.CUSTOMER_KEY));
        }
        return changed.distinct();
    }

    /** Returns the scores that are in one of the sets only. */
    static Optional<Dataset<Row>> differing(Dataset<Row> then, Dataset<Row> now) {
        return then == null || now == null
                ? Optional.empty()
                : Optional.of(then.except(now).union(now.except(then)));
    }

    /** Returns the rows of {@link SegmentMembersTable} that an evaluation says. */
    static Dataset<Row> members(Dataset<Row> evaluated, LocalDate asOf) {
        return evaluated.select(
                explode(col(CustomerEvaluation.SEGMENTS)).as(SegmentMembersTable.SEGMENT),
                col(HistoryRows.CUSTOMER_KEY).as(SegmentMembersTable.CUSTOMER_KEY),
                lit(asOf).as(SegmentMembersTable.AS_OF));
    }
}
