package org.crmlake.jobs.verify;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.jobs.verify.VerifyReport.Kind;

/** Compares two sets of {@link StoredEvents}: first day by day, which is cheap, then the events of days that differ. */
final class VerifyTransform {
    static final String LAKE_EVENTS = "lake_events";
    static final String LAKE_CHECKSUM = "lake_checksum";
    static final String TIMELINE_EVENTS = "timeline_events";
    static final String TIMELINE_CHECKSUM = "timeline_checksum";
    static final String KIND = "kind";

    private static final String COPIES = "copies";
    private static final String LAKE_CONTENT = "lake_content";
    private static final String TIMELINE_CONTENT = "timeline_content";

    private VerifyTransform() {}

    /**
     * Returns {@code day, lake_events, lake_checksum, timeline_events, timeline_checksum} of every day that either store has
     * events of. The checksum is the sum of the contents' hashes, so the order of the events is of no importance and, unlike
     * with exclusive or, an event that is there twice does not cancel itself out.
     */
    static Dataset<Row> days(Dataset<Row> lake, Dataset<Row> timeline) {
        return perDay(lake, LAKE_EVENTS, LAKE_CHECKSUM)
                .join(
                        perDay(timeline, TIMELINE_EVENTS, TIMELINE_CHECKSUM),
                        new String[] {StoredEvents.DAY},
                        "full_outer")
                .select(
                        col(StoredEvents.DAY),
                        orZero(LAKE_EVENTS),
                        orZero(LAKE_CHECKSUM),
                        orZero(TIMELINE_EVENTS),
                        orZero(TIMELINE_CHECKSUM));
    }

    /** Whether the stores do not agree on a day. */
    static Column differs() {
        return col(LAKE_EVENTS)
                .notEqual(col(TIMELINE_EVENTS))
                .or(col(LAKE_CHECKSUM).notEqual(col(TIMELINE_CHECKSUM)));
    }

    /**
     * Returns {@code day, row_key, kind} of the events on which the stores do not agree.
     *
     * @param days with a column {@code day}: where to look
     */
    static Dataset<Row> differences(Dataset<Row> lake, Dataset<Row> timeline, Dataset<Row> days) {
        Dataset<Row> inLake = of(days, lake)
                .groupBy(StoredEvents.DAY, StoredEvents.ROW_KEY)
                .agg(count(lit(1)).as(COPIES), max(StoredEvents.CONTENT).as(LAKE_CONTENT));
        Dataset<Row> inTimeline = of(days, timeline).withColumnRenamed(StoredEvents.CONTENT, TIMELINE_CONTENT);
        Column kind = when(col(TIMELINE_CONTENT).isNull(), Kind.MISSING_IN_TIMELINE.name())
                .when(col(LAKE_CONTENT).isNull(), Kind.MISSING_IN_LAKE.name())
                .when(col(COPIES).gt(1), Kind.REPEATED_IN_LAKE.name())
                .when(col(LAKE_CONTENT).notEqual(col(TIMELINE_CONTENT)), Kind.DIFFERENT.name());
        return inLake.join(inTimeline, new String[] {StoredEvents.DAY, StoredEvents.ROW_KEY}, "full_outer")
                .select(col(StoredEvents.DAY), col(StoredEvents.ROW_KEY), kind.as(KIND))
                .filter(col(KIND).isNotNull());
    }

    private static Dataset<Row> perDay(Dataset<Row> events, String count, String checksum) {
        // As a decimal: the sum of longs would overflow, which Spark takes for an error.
        return events.groupBy(StoredEvents.DAY)
                .agg(
                        count(lit(1)).as(count),
                        sum(col(StoredEvents.CONTENT).cast("decimal(20,0)")).as(checksum));
    }

    private static Dataset<Row> of(Dataset<Row> days, Dataset<Row> events) {
        return events.join(broadcast(days.select(StoredEvents.DAY)), new String[] {StoredEvents.DAY}, "left_semi");
    }

    private static Column orZero(String column) {
        return coalesce(col(column), lit(0)).as(column);
    }
}
