package org.crmlake.jobs.daily;

import static org.apache.spark.sql.functions.lit;

import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.jobs.JobContext;
import org.crmlake.lake.CommittedBatches;
import org.crmlake.lake.CustomerDailyTable;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.ExpiredCommitsTable;
import org.crmlake.lake.SparkLake;

/** Keeps {@link CustomerDailyTable} up with {@link EventsTable}, and opens it for jobs that read it. */
public final class CustomerDaily {
    private static final String ADDED_RECORDS = "added-records";

    private final SparkLake lake;

    private CustomerDaily(SparkLake lake) {
        this.lake = lake;
    }

    /**
     * Brings the table up to the events that are there now, and returns its rows, those of a customer together: grouping by
     * customer needs no shuffle, see {@link SparkLake#byBucket()}.
     *
     * @throws org.crmlake.model.CrmException if one of the tables is missing or cannot be read or written
     */
    public static Dataset<Row> upToDate(JobContext context) {
        new CustomerDaily(context.lake()).refresh();
        return context.lake().byBucket().read(CustomerDailyTable.TABLE);
    }

    static CustomerDaily in(SparkLake lake) {
        return new CustomerDaily(lake);
    }

    /**
     * Adds up anew the days that events have changed on since the last run, all of them if that cannot be told.
     *
     * @return how many rows were written; 0 if nothing has changed
     */
    long refresh() {
        Table events = lake.table(EventsTable.TABLE);
        Snapshot now = events.currentSnapshot();
        if (now == null) {
            return 0;
        }
        Table state = lake.table(CustomerDailyTable.TABLE);
        OptionalLong read = snapshotRead(state);
        Optional<SortedSet<LocalDate>> changed = read.isPresent()
                ? new CommittedBatches(events, lake.table(ExpiredCommitsTable.TABLE)).daysSince(read.getAsLong())
                : Optional.empty();
        return changed.map(days -> days.isEmpty() ? 0 : restate(state, now, days))
                .orElseGet(() -> rebuild(state, now));
    }

    /** Adds all days up anew, whatever the table holds; returns how many rows were written. */
    long rebuild() {
        Snapshot now = lake.table(EventsTable.TABLE).currentSnapshot();
        return now == null ? 0 : rebuild(lake.table(CustomerDailyTable.TABLE), now);
    }

    private long rebuild(Table state, Snapshot now) {
        Dataset<Row> rows = CustomerDailyTransform.daily(eventsAt(now));
        lake.overwrite(rows, CustomerDailyTable.TABLE, lit(true), summary(now), basisOf(state));
        return written(state);
    }

    private long restate(Table state, Snapshot now, SortedSet<LocalDate> days) {
        Dataset<Row> current =
                lake.readAt(CustomerDailyTable.TABLE, state.currentSnapshot().snapshotId());
        Dataset<Row> rows = CustomerDailyTransform.restated(current, eventsAt(now), days);
        lake.overwrite(
                rows,
                CustomerDailyTable.TABLE,
                CustomerDailyTransform.isInWeeks(CustomerDailyTransform.weeksOf(days)),
                summary(now),
                basisOf(state));
        return written(state);
    }

    private Dataset<Row> eventsAt(Snapshot snapshot) {
        return lake.readAt(EventsTable.TABLE, snapshot.snapshotId());
    }

    /** The snapshot of the events that the table was computed from, as its own last commit tells. */
    private static OptionalLong snapshotRead(Table state) {
        for (Snapshot snapshot : SnapshotUtil.currentAncestors(state)) {
            String read = snapshot.summary().get(CustomerDailyTable.EVENTS_SNAPSHOT);
            if (read != null) {
                return OptionalLong.of(Long.parseLong(read));
            }
        }
        return OptionalLong.empty();
    }

    private static Map<String, String> summary(Snapshot events) {
        return Map.of(CustomerDailyTable.EVENTS_SNAPSHOT, Long.toString(events.snapshotId()));
    }

    private static OptionalLong basisOf(Table state) {
        return state.currentSnapshot() == null
                ? OptionalLong.empty()
                : OptionalLong.of(state.currentSnapshot().snapshotId());
    }

    private static long written(Table state) {
        state.refresh();
        return Long.parseLong(state.currentSnapshot().summary().getOrDefault(ADDED_RECORDS, "0"));
    }
}
