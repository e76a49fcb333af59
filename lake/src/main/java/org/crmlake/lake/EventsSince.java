package org.crmlake.lake;

import static org.apache.spark.sql.functions.broadcast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * The events of one snapshot, told apart by whether they came after another one, which may have expired. As long as all snapshots between
 * are there, Iceberg tells which files they added; else each event tells which batch it came with, and {@link ExpiredCommitsTable}
 * which batches those were.
 */
public final class EventsSince {
    private final Dataset<Row> appended;
    private final Dataset<Row> earlier;

    private EventsSince(Dataset<Row> appended, Dataset<Row> earlier) {
        this.appended = appended;
        this.earlier = earlier;
    }

    /** Returns the events that came after. */
    public Dataset<Row> appended() {
        return appended;
    }

    /** Returns the events that were there already. */
    public Dataset<Row> earlier() {
        return earlier;
    }

    /**
     * Tells them apart.
     *
     * @param since the snapshot after which they came, on which {@code until} stands; 0 for none
     * @param until the snapshot whose events they are; 0 for none
     * @return empty if that cannot be told, or if something else than a batch has changed rows between
     */
    static Optional<EventsSince> of(SparkLake lake, SparkSession spark, long since, long until) {
        if (until == 0) {
            Dataset<Row> none = lake.read(EventsTable.TABLE).limit(0);
            return Optional.of(new EventsSince(none, none));
        }
        Table events = lake.table(EventsTable.TABLE);
        Dataset<Row> all = lake.readAt(EventsTable.TABLE, until);
        if (since == until) {
            return Optional.of(new EventsSince(all.limit(0), all));
        }
        List<Snapshot> between = new ArrayList<>();
        Long at = until;
        while (at != null && at != since && events.snapshot(at) != null) {
            Snapshot snapshot = events.snapshot(at);
            between.add(snapshot);
            at = snapshot.parentId();
        }
        if (at == null || !between.stream().allMatch(EventsSince::keepsRows)) {
            return Optional.empty();
        }
        if (at == since && events.snapshot(since) != null) {
            return Optional.of(new EventsSince(
                    spark.read()
                            .format("iceberg")
                            .option("start-snapshot-id", since)
                            .option("end-snapshot-id", until)
                            .load(lake.name(EventsTable.TABLE)),
                    lake.readAt(EventsTable.TABLE, since)));
        }
        return batches(between, new ExpiredCommits(lake.table(ExpiredCommitsTable.TABLE)), since, at)
                .map(ids -> {
                    Dataset<Row> late = broadcast(spark.createDataset(List.copyOf(ids), Encoders.STRING())
                            .toDF(EventsTable.BATCH_ID));
                    return new EventsSince(joined(all, late, "left_semi"), joined(all, late, "left_anti"));
                });
    }

    private static Dataset<Row> joined(Dataset<Row> events, Dataset<Row> batches, String how) {
        Column[] inOrder = Arrays.stream(events.columns()).map(functions::col).toArray(Column[]::new);
        return events.join(batches, new String[] {EventsTable.BATCH_ID}, how).select(inOrder);
    }

    private static boolean keepsRows(Snapshot snapshot) {
        return DataOperations.APPEND.equals(snapshot.operation())
                || DataOperations.REPLACE.equals(snapshot.operation());
    }

    private static Optional<Set<String>> batches(
            List<Snapshot> newestFirst, ExpiredCommits expired, long since, long expiredNext) {
        Set<String> ids = new HashSet<>();
        for (Snapshot snapshot : newestFirst) {
            Optional<CommittedBatch> batch = CommittedBatch.of(snapshot.summary());
            boolean adds = DataOperations.APPEND.equals(snapshot.operation())
                    && !"".equals(snapshot.summary().get(CommittedBatch.DAYS));
            if (batch.isEmpty() && adds) {
                return Optional.empty();
            }
            batch.ifPresent(one -> ids.add(one.batchId()));
        }
        return expired.batchesSince(since, expiredNext).map(before -> {
            ids.addAll(before);
            return ids;
        });
    }
}
