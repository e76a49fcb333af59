package org.crmlake.lake;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import org.crmlake.model.Tenant;

/** The table of events in a folder, to which commits are made whose history is cut at {@code most}. */
final class CommittedEvents {
    static final String TABLE = "events";

    private final Path folder;
    private final int most;
    private final LakeCatalog catalog;
    private int files;

    CommittedEvents(Path folder, int most) {
        this.folder = folder;
        this.most = most;
        catalog = LakeCatalog.open(OtherProcess.lake(folder), FaultyDisk.configuration());
        catalog.createAndVerify(Tenant.DEFAULT);
    }

    CommitHistory history() {
        return CommitHistory.ofEvents(events(), most, this::expired);
    }

    /** Returns a history that is never written down, for this reason. */
    CommitHistory failing(RuntimeException failure) {
        return CommitHistory.ofEvents(events(), most, () -> {
            throw failure;
        });
    }

    int shorten() {
        return history().shorten(Instant.now());
    }

    void commitMany(String source, int number) {
        for (int i = 0; i < number; i++) {
            commit(FencedTable.of(events(), source), source + i);
        }
    }

    void commit(FencedTable table, String batchId) {
        AppendFiles append = table.newAppend().appendFile(file());
        new CommittedBatch(batchId, table.source(), "p", 0, 0, 0, 0, 0, new TreeSet<>())
                .summary()
                .forEach(append::set);
        append.commit();
    }

    DataFile file() {
        return DataFiles.builder(EventsTable.TABLE.partitioning())
                .withPath(folder.resolve("f" + ++files + ".parquet").toString())
                .withFileSizeInBytes(10)
                .withRecordCount(1)
                .withPartitionPath("event_time_day=2026-05-01")
                .build();
    }

    List<Snapshot> snapshots() {
        return StreamSupport.stream(events().snapshots().spliterator(), false).toList();
    }

    List<Snapshot> ancestors() {
        return StreamSupport.stream(SnapshotUtil.currentAncestors(events()).spliterator(), false)
                .toList();
    }

    CommittedBatches committed() {
        return new CommittedBatches(events(), expired());
    }

    Table events() {
        return catalog.table(Tenant.DEFAULT, EventsTable.TABLE);
    }

    Table expired() {
        return catalog.table(Tenant.DEFAULT, ExpiredCommitsTable.TABLE);
    }
}
