package org.crmlake.lake;

import java.time.Duration;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * The batches that {@link EventsTable} holds: what the summaries of its snapshots say, and of those that have expired,
 * {@link ExpiredCommitsTable}. A table is a view of one moment: open or refresh it before asking.
 */
public final class CommittedBatches {
    /** Held by every table that batches are committed to. */
    static final TableProperty KEEP_SNAPSHOTS = new TableProperty(
            "history.expire.max-snapshot-age-ms",
            Long.toString(Duration.ofDays(3650).toMillis()),
            "A snapshot's summary is what tells that a batch is committed: only crmlake, which writes down what it says, may"
                    + " expire it sooner.");

    private final Table table;
    private final ExpiredCommits expired;

    /**
     * @param events the tenant's {@link EventsTable}
     * @param expired the tenant's {@link ExpiredCommitsTable}, opened after {@code events}: what is kept is written before the
     *     snapshot goes
     */
    public CommittedBatches(Table events, Table expired) {
        this.table = events;
        this.expired = new ExpiredCommits(expired);
    }

    /** Returns the batch with this id, or empty if the table does not hold it. */
    public Optional<CommittedBatch> find(String batchId) {
        return find(Set.of(batchId));
    }

    /** Returns a batch with one of these ids, or empty if the table holds none of them. */
    public Optional<CommittedBatch> find(Set<String> batchIds) {
        return newestFirst()
                .filter(batch -> batchIds.contains(batch.batchId()))
                .findFirst()
                .or(() -> expired.find(batchIds));
    }

    /** Returns the batch of {@code source} that was committed last, or empty if there is none. */
    public Optional<CommittedBatch> latestOf(String source) {
        return latest(batch -> batch.source().equals(source));
    }

    /** Returns the batch that was committed last of those that {@code wanted} accepts, or empty if there is none. */
    public Optional<CommittedBatch> latest(Predicate<CommittedBatch> wanted) {
        return newestFirst().filter(wanted).findFirst().or(() -> expired.latest(wanted));
    }

    /** Returns the ids of all batches that the table holds. */
    public Set<String> ids() {
        Set<String> ids = new HashSet<>(expired.ids());
        newestFirst().forEach(batch -> ids.add(batch.batchId()));
        return ids;
    }

    /**
     * Returns the days, in UTC, whose rows were changed after {@code snapshotId}: what was computed by day from that snapshot has
     * to be computed again for exactly these. Empty if the table cannot tell, and then all days have to be: the snapshot is not
     * in the table's history any more, or rows have changed since in files that are not cut by day. Compaction changes none.
     */
    public Optional<SortedSet<LocalDate>> daysSince(long snapshotId) {
        SortedSet<LocalDate> days = new TreeSet<>();
        Long expiredNext = null;
        for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
            if (snapshot.snapshotId() == snapshotId) {
                return Optional.of(days);
            }
            Optional<SortedSet<LocalDate>> changed = ChangedDays.of(snapshot, table);
            if (changed.isEmpty()) {
                return Optional.empty();
            }
            days.addAll(changed.get());
            expiredNext = snapshot.parentId();
        }
        if (expiredNext == null) {
            return Optional.empty();
        }
        return expired.daysSince(snapshotId, expiredNext).map(before -> {
            days.addAll(before);
            return days;
        });
    }

    /** Only ancestors of the current state count: a commit that was rolled back is not in the table. */
    private Stream<CommittedBatch> newestFirst() {
        Iterable<Snapshot> snapshots = SnapshotUtil.currentAncestors(table);
        return StreamSupport.stream(snapshots.spliterator(), false)
                .flatMap(snapshot -> CommittedBatch.of(snapshot.summary()).stream());
    }
}
