package org.crmlake.lake;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiPredicate;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.MetadataUpdate.AddSnapshot;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;

/** What became of a commit that ended without an answer that can be believed, by what the table says afterwards. */
enum CommitOutcome {
    /** The table holds what it was to bring about. */
    THERE,
    /** Others were faster, and the catalog can let it through no more. */
    NEVER,
    /** Nothing has changed yet, so it may still come through. */
    OPEN,
    /** Others have committed since, so many that it may have been there and be forgotten. */
    FORGOTTEN;

    /**
     * Tells it.
     *
     * @param base the table as the commit began with it
     * @param wanted the table as the commit was to make it
     * @param now the table as it is
     * @param passed whether a catalog whose table is the second can let no commit through that began with the first
     */
    static CommitOutcome of(
            TableMetadata base,
            TableMetadata wanted,
            TableMetadata now,
            BiPredicate<TableMetadata, TableMetadata> passed) {
        List<Snapshot> added = new ArrayList<>();
        for (MetadataUpdate change : wanted.changes()) {
            if (change instanceof AddSnapshot add) {
                added.add(add.snapshot());
            }
        }
        boolean there = added.isEmpty()
                ? wanted.changes().stream().allMatch(change -> isFulfilled(change, now))
                : added.stream().allMatch(snapshot -> has(now, snapshot));
        if (there) {
            return THERE;
        }
        if (!passed.test(base, now)) {
            return OPEN;
        }
        return added.isEmpty() || leadsBack(now, newest(base)) ? NEVER : FORGOTTEN;
    }

    /** The id alone is that of all attempts of a commit; the list of manifests is written for each. */
    private static boolean has(TableMetadata now, Snapshot wanted) {
        Snapshot found = now.snapshot(wanted.snapshotId());
        return found != null && found.manifestListLocation().equals(wanted.manifestListLocation());
    }

    private static boolean isFulfilled(MetadataUpdate change, TableMetadata now) {
        if (change instanceof MetadataUpdate.SetProperties set) {
            return now.properties().entrySet().containsAll(set.updated().entrySet());
        }
        if (change instanceof MetadataUpdate.RemoveProperties remove) {
            return remove.removed().stream().noneMatch(now.properties()::containsKey);
        }
        if (change instanceof MetadataUpdate.RemoveSnapshots remove) {
            return remove.snapshotIds().stream().allMatch(id -> now.snapshot(id) == null);
        }
        if (change instanceof MetadataUpdate.SetSnapshotRef set) {
            return now.ref(set.name()) != null && now.ref(set.name()).snapshotId() == set.snapshotId();
        }
        return change instanceof MetadataUpdate.RemoveSnapshotRef remove && now.ref(remove.name()) == null;
    }

    private static boolean leadsBack(TableMetadata now, Long begin) {
        Long at = newest(now);
        while (at != null && !at.equals(begin)) {
            Snapshot snapshot = now.snapshot(at);
            if (snapshot == null) {
                return false;
            }
            at = snapshot.parentId();
        }
        return Objects.equals(at, begin);
    }

    static Long newest(TableMetadata metadata) {
        return metadata.currentSnapshot() == null
                ? null
                : metadata.currentSnapshot().snapshotId();
    }
}
