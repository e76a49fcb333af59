package org.crmlake.lake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.HistoryEntry;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * Lets those snapshots of a table expire that nobody can have opened as the newest one since a moment. The one that was the newest at
 * that moment stays, however old: a writer may have begun on it a minute ago, if nothing was committed for a while. One that the table's
 * state does not lead back to, because it was rolled back or because {@link CommitHistory} has cut what lay between, goes by when the
 * next one that is there was made: it stands in for those between as well.
 */
final class SnapshotExpiry {
    private final Table table;
    private final List<Snapshot> expiring = new ArrayList<>();
    private final List<Snapshot> cutOff = new ArrayList<>();
    private final List<Snapshot> besides = new ArrayList<>();

    SnapshotExpiry(Table table, Instant keptFrom) {
        this.table = table;
        Set<Long> named = new HashSet<>();
        table.refs().values().stream().map(SnapshotRef::snapshotId).forEach(named::add);
        Set<Long> ancestors = new HashSet<>();
        boolean older = false;
        for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
            ancestors.add(snapshot.snapshotId());
            if (older) {
                cutOff.add(snapshot);
                if (!named.contains(snapshot.snapshotId())) {
                    expiring.add(snapshot);
                }
            }
            older |= snapshot.timestampMillis() <= keptFrom.toEpochMilli();
        }
        long superseded = sinceWhenTheNewestIs();
        for (Snapshot snapshot : newestFirst()) {
            if (!ancestors.contains(snapshot.snapshotId())
                    && !named.contains(snapshot.snapshotId())
                    && superseded <= keptFrom.toEpochMilli()) {
                besides.add(snapshot);
            }
            superseded = Math.min(superseded, snapshot.timestampMillis());
        }
    }

    private long sinceWhenTheNewestIs() {
        List<HistoryEntry> log = table.history();
        return log.isEmpty() ? Long.MAX_VALUE : log.get(log.size() - 1).timestampMillis();
    }

    private List<Snapshot> newestFirst() {
        List<Snapshot> snapshots = new ArrayList<>();
        table.snapshots().forEach(snapshots::add);
        snapshots.sort(Comparator.comparingLong(Snapshot::sequenceNumber).reversed());
        return snapshots;
    }

    /**
     * Returns the snapshots, the newest first, that the table's state stands on and will lead back to no longer: those that expire,
     * and those that a tag keeps beyond them.
     */
    List<Snapshot> cutOff() {
        return List.copyOf(cutOff);
    }

    /** Returns how many snapshots expire, with those that the table's state does not lead back to. */
    int count() {
        return expiring.size() + besides.size();
    }

    /**
     * Does it. No file is removed: Iceberg would take for its own whatever is gone from the table when it looks after its commit, and
     * somebody else may have cut the history by then, whose readers have a day.
     */
    void run() {
        if (count() == 0) {
            return;
        }
        // Without a time, Iceberg would add those that it finds old.
        ExpireSnapshots expire = table.expireSnapshots().expireOlderThan(0).cleanExpiredFiles(false);
        expiring.forEach(snapshot -> expire.expireSnapshotId(snapshot.snapshotId()));
        besides.forEach(snapshot -> expire.expireSnapshotId(snapshot.snapshotId()));
        expire.commit();
    }
}
