package org.crmlake.lake;

import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * A table to which one process appends the batches of one source, as long as nobody else does. Every attempt to commit looks at
 * the snapshots that the commit would stand on: if one of them was made for the same source after this object was, the commit
 * fails. Of those that the table has forgotten since, a property of the table tells: the newest snapshot of each source. Iceberg
 * replaces a table's metadata only if nobody else did in between, so there is no moment at which a second process could slip
 * through, however long this one was paused. A snapshot that this object itself has made is no stranger: the commit is there then,
 * and nothing of it may be cleaned up.
 *
 * <p>{@link #raise} makes such a snapshot on purpose, without rows: whoever takes a source over shuts out its predecessor, also
 * if that one is not dead but only slow.
 *
 * @see <a href="https://iceberg.apache.org/spec/#optimistic-concurrency">Iceberg: optimistic concurrency</a>
 */
public final class FencedTable extends BaseTable {
    private static final long serialVersionUID = 1L;

    /** Key of the summary of a snapshot that only shuts others out; says who made it. */
    public static final String FENCE = "crmlake.fence";

    /** What the keys of the table's properties begin with that hold the newest snapshot of a source. */
    static final String NEWEST = "crmlake.newest-commit.";

    private final String source;
    private final transient Set<Long> own;
    private final transient Snapshot since;
    private final String newestBefore;
    private transient String intruder;

    private FencedTable(Table table, String source, Set<Long> own) {
        super(
                SureOperations.adding(
                        ((HasTableOperations) table).operations(), metadata -> noting(source, own, metadata)),
                table.name());
        this.source = source;
        this.own = own;
        TableMetadata now = operations().current();
        this.since = now.currentSnapshot();
        this.newestBefore = now.properties().get(NEWEST + source);
    }

    /** Returns {@code table}, as it is now, for the batches of {@code source}. */
    public static FencedTable of(Table table, String source) {
        table.refresh();
        return new FencedTable(table, source, Collections.synchronizedSet(new HashSet<>()));
    }

    /** Shuts out every process that appends to {@code table} for {@code source} and began before now. */
    public static void raise(Table table, String source, String owner) {
        FencedTable fenced = of(table, source);
        new BaseTable(fenced.operations(), fenced.name())
                .newFastAppend()
                .set(CommittedBatch.SOURCE, source)
                .set(CommittedBatch.DAYS, "")
                .set(FENCE, owner)
                .commit();
    }

    private static TableMetadata noting(String source, Set<Long> own, TableMetadata metadata) {
        Snapshot made = metadata.currentSnapshot();
        if (made == null || !source.equals(made.summary().get(CommittedBatch.SOURCE))) {
            return metadata;
        }
        own.add(made.snapshotId());
        return TableMetadata.buildFrom(metadata)
                .setProperties(Map.of(NEWEST + source, Long.toString(made.snapshotId())))
                .build();
    }

    @Override
    public AppendFiles newAppend() {
        return super.newAppend().validateWith(new Fence());
    }

    @Override
    public AppendFiles newFastAppend() {
        return super.newFastAppend().validateWith(new Fence());
    }

    String source() {
        return source;
    }

    /** Returns whether the table, as it is now, holds a batch that was added to it since this object was made. */
    boolean holds(String batchId) {
        refresh();
        for (Snapshot snapshot : SnapshotUtil.currentAncestors(this)) {
            if (since != null && snapshot.snapshotId() == since.snapshotId()) {
                return false;
            }
            if (batchId.equals(snapshot.summary().get(CommittedBatch.BATCH_ID))) {
                return true;
            }
        }
        return false;
    }

    /** Returns why the last commit failed, if it was the fence that stopped it. */
    Optional<String> intruder() {
        return Optional.ofNullable(intruder);
    }

    private static String said(Snapshot snapshot) {
        String fence = snapshot.summary().get(FENCE);
        return fence == null
                ? "batch " + snapshot.summary().get(CommittedBatch.BATCH_ID)
                        + " of the same source was committed meanwhile"
                : fence + " took the source over meanwhile";
    }

    private final class Fence implements SnapshotAncestryValidator {
        @Override
        public boolean validate(Iterable<Snapshot> newestFirst) {
            Snapshot oldest = null;
            for (Snapshot snapshot : newestFirst) {
                if (since != null && snapshot.snapshotId() == since.snapshotId()) {
                    return true;
                }
                if (source.equals(snapshot.summary().get(CommittedBatch.SOURCE))) {
                    requireStranger(snapshot.snapshotId());
                    intruder = said(snapshot);
                    return false;
                }
                oldest = snapshot;
            }
            if (oldest == null || oldest.parentId() == null) {
                // The beginning was reached. If the table was empty then, so be it; else its history was rolled back.
                return since == null;
            }
            if (since != null && since.sequenceNumber() >= oldest.sequenceNumber()) {
                return false;
            }
            // So much was committed meanwhile that the table has forgotten where this object began.
            String newest = operations().current().properties().get(NEWEST + source);
            if (Objects.equals(newest, newestBefore)) {
                return true;
            }
            requireStranger(Long.parseLong(newest));
            intruder = "another batch of the same source was committed meanwhile";
            return false;
        }

        private void requireStranger(long snapshot) {
            if (own.contains(snapshot)) {
                throw new CommitStateUnknownException(
                        new IllegalStateException("The commit that failed made snapshot " + snapshot));
            }
        }

        @Override
        public String errorMessage() {
            return intruder().orElse("the table's history no longer holds the snapshot that the batch was judged by");
        }
    }
}
