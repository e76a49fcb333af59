package org.crmlake.lake;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.PropertyUtil;
import org.apache.iceberg.util.SnapshotUtil;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshots of a table that a stream commits to. Each commit writes a list of them all, so there must not be more of them than a
 * number, however many commits there are. When there are, those that the table's state stands on are cut to the newer half. Of the
 * others these stay, to be read by their number:
 *
 * <ul>
 *   <li>the last one of each hour of the last {@value #HOURS} hours, then of each day;
 *   <li>within these hours, what a commit that removed files stood on, and that commit;
 *   <li>what a tag names.
 * </ul>
 *
 * <p>No file is removed here: a file that nothing names any more is left to {@link LakeUpkeep}, which goes by its age. A file that is
 * older than that age and that somebody may have begun to read within a day is named by one of the snapshots that stay: it was
 * there already when the hour before began, or a commit has removed it since.
 */
public final class CommitHistory {
    /** So many snapshots are a megabyte or so, which takes some hundredths of a second to write and to read. */
    static final int MOST = 1_000;

    /** One more than a reader or writer may be at work, because the last hour may just have begun. */
    static final int HOURS = 25;

    /** Of those that stay beside the newer half: two months of days, and no more after a compaction of however many steps. */
    private static final int MOST_BESIDE = 200;

    /** A folder of HDFS may have 1,048,576 names, and a commit makes three: a version, a list of manifests and a manifest. */
    private static final long MOST_UNMAINTAINED = 150_000;

    /** With so many times more than wanted, each commit writes and reads ten megabytes: whatever is in the way has to be seen to. */
    private static final int MOST_UNCUT = 10;

    /** How many commits there were when maintenance was last run. */
    private static final String MAINTAINED = "crmlake.maintained-at-commit";

    private static final Logger LOG = LoggerFactory.getLogger(CommitHistory.class);
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long DAY = Duration.ofDays(1).toMillis();

    private final Table table;
    private final int most;
    private final BiConsumer<List<Snapshot>, Instant> writeDown;

    /**
     * @param most how many snapshots the table's state may stand on
     * @param writeDown is given the snapshots that the state will lead back to no longer, before it does
     */
    CommitHistory(Table table, int most, BiConsumer<List<Snapshot>, Instant> writeDown) {
        this.table = table;
        this.most = most;
        this.writeDown = writeDown;
    }

    /** Returns the history of a table whose snapshots say nothing that is asked for later. */
    public static CommitHistory of(Table table) {
        return new CommitHistory(table, MOST, (snapshots, now) -> {});
    }

    /**
     * Returns the history of {@link EventsTable}.
     *
     * @param expired opens {@link ExpiredCommitsTable}, into which is written what the snapshots say before they are forgotten
     */
    public static CommitHistory ofEvents(Table events, Supplier<Table> expired) {
        return ofEvents(events, MOST, expired);
    }

    static CommitHistory ofEvents(Table events, int most, Supplier<Table> expired) {
        return new CommitHistory(
                events, most, (snapshots, now) -> new ExpiredCommits(expired.get()).add(snapshots, events, now));
    }

    /**
     * Cuts it if it is too long, and leaves {@link #table} as it is then. Whatever is in the way of that, it is left to whoever comes next,
     * until it is ten times as long as it may be: then that is thrown.
     *
     * @return how many snapshots were forgotten
     */
    public int shorten(Instant now) {
        List<Snapshot> ancestors = new ArrayList<>();
        SnapshotUtil.currentAncestors(table).forEach(ancestors::add);
        if (ancestors.size() <= most) {
            return 0;
        }
        int kept = Math.max(1, most / 2);
        List<Snapshot> forgotten = forgotten(ancestors.subList(0, kept), now);
        try {
            writeDown.accept(List.copyOf(ancestors.subList(kept, ancestors.size())), now);
            // Without a time, Iceberg would add those that it finds old.
            ExpireSnapshots expire = table.expireSnapshots().expireOlderThan(0).cleanExpiredFiles(false);
            forgotten.forEach(snapshot -> expire.expireSnapshotId(snapshot.snapshotId()));
            expire.commit();
            table.refresh();
        } catch (RuntimeException e) {
            requireUnlocked(e);
            if (ancestors.size() > MOST_UNCUT * most) {
                throw e;
            }
            LOG.warn(
                    "Cannot shorten the history of table {} now: {}. The next batch tries again.",
                    table.name(),
                    e.toString());
            return 0;
        }
        if (unmaintained() > MOST_UNMAINTAINED) {
            LOG.warn(
                    "Table {} had {} commits since it was maintained: its folder of metadata may become too full to commit. Run"
                            + " `crmlake run maintenance` daily.",
                    table.name(),
                    unmaintained());
        }
        return forgotten.size();
    }

    /** Of what may go wrong, only that somebody else has this writer's place concerns the batch. */
    private static void requireUnlocked(RuntimeException failure) {
        if (failure instanceof CrmException refusal && refusal.kind() == Kind.LOCKED) {
            throw refusal;
        }
    }

    /** Notes that the files of what was forgotten have been looked over, if there were so many commits that it matters. */
    void maintained() {
        if (unmaintained() > most) {
            table.updateProperties()
                    .set(MAINTAINED, Long.toString(table.currentSnapshot().sequenceNumber()))
                    .commit();
        }
    }

    private long unmaintained() {
        return table.currentSnapshot() == null
                ? 0
                : table.currentSnapshot().sequenceNumber()
                        - PropertyUtil.propertyAsLong(table.properties(), MAINTAINED, 0);
    }

    private List<Snapshot> forgotten(List<Snapshot> newest, Instant now) {
        Set<Long> staying = new HashSet<>();
        newest.forEach(snapshot -> staying.add(snapshot.snapshotId()));
        table.refs().values().stream().map(SnapshotRef::snapshotId).forEach(staying::add);
        List<Snapshot> inOrder = new ArrayList<>();
        table.snapshots().forEach(inOrder::add);
        inOrder.sort(Comparator.comparingLong(Snapshot::sequenceNumber).reversed());
        Set<Long> beside = beside(inOrder, now);
        List<Snapshot> forgotten = new ArrayList<>();
        int left = MOST_BESIDE;
        for (Snapshot snapshot : inOrder) {
            if (!staying.contains(snapshot.snapshotId()) && (!beside.contains(snapshot.snapshotId()) || --left < 0)) {
                forgotten.add(snapshot);
            }
        }
        return forgotten;
    }

    static Set<Long> beside(List<Snapshot> newestFirst, Instant now) {
        long recent = now.minus(Duration.ofHours(HOURS)).toEpochMilli();
        Set<Long> beside = new HashSet<>();
        Snapshot next = null;
        for (Snapshot snapshot : newestFirst) {
            if (next != null && isLastOf(snapshot, next, next.timestampMillis() > recent ? HOUR : DAY)) {
                beside.add(snapshot.snapshotId());
            }
            if (snapshot.timestampMillis() > recent
                    && !DataOperations.APPEND.equals(snapshot.operation())
                    && snapshot.parentId() != null) {
                beside.add(snapshot.snapshotId());
                beside.add(snapshot.parentId());
            }
            next = snapshot;
        }
        return beside;
    }

    private static boolean isLastOf(Snapshot snapshot, Snapshot next, long millis) {
        return Math.floorDiv(snapshot.timestampMillis(), millis) < Math.floorDiv(next.timestampMillis(), millis);
    }
}
