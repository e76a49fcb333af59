package org.crmlake.lake;

import java.util.Optional;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.Table;

/**
 * A table to which one process appends the batches of one source, as long as nobody else does. Every attempt to commit looks at
 * the snapshots that the commit would stand on: if one of them was made for the same source after this object was, the commit
 * fails. Iceberg replaces a table's metadata only if nobody else did in between, so there is no moment at which a second process
 * could slip through, however long this one was paused.
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

    private final String source;
    private final Snapshot since;
    private transient Snapshot intruder;

    private FencedTable(Table table, String source) {
        super(((HasTableOperations) table).operations(), table.name());
        this.source = source;
        this.since = table.currentSnapshot();
    }

    /** Returns {@code table}, as it is now, for the batches of {@code source}. */
    public static FencedTable of(Table table, String source) {
        table.refresh();
        return new FencedTable(table, source);
    }

    /** Shuts out every process that appends to {@code table} for {@code source} and began before now. */
    public static void raise(Table table, String source, String owner) {
        table.newFastAppend()
                .set(CommittedBatch.SOURCE, source)
                .set(CommittedBatch.DAYS, "")
                .set(FENCE, owner)
                .commit();
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

    /** Returns why the last commit failed, if it was the fence that stopped it. */
    Optional<String> intruder() {
        return Optional.ofNullable(intruder).map(snapshot -> {
            String fence = snapshot.summary().get(FENCE);
            return fence == null
                    ? "batch " + snapshot.summary().get(CommittedBatch.BATCH_ID)
                            + " of the same source was committed meanwhile"
                    : fence + " took the source over meanwhile";
        });
    }

    private final class Fence implements SnapshotAncestryValidator {
        @Override
        public boolean validate(Iterable<Snapshot> newestFirst) {
            for (Snapshot snapshot : newestFirst) {
                if (since != null && snapshot.snapshotId() == since.snapshotId()) {
                    return true;
                }
                if (source.equals(snapshot.summary().get(CommittedBatch.SOURCE))) {
                    intruder = snapshot;
                    return false;
                }
            }
            // The beginning was reached. If the table was empty then, so be it; else its history was cut off under our
            // feet, by a
            // rollback or by expiry, and nobody can tell any more what was committed.
            return since == null;
        }

        @Override
        public String errorMessage() {
            return intruder().orElse("the table's history no longer holds the snapshot that the batch was judged by");
        }
    }
}
