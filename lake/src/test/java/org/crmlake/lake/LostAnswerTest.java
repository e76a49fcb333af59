package org.crmlake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.SnapshotUtil;
import org.crmlake.model.Tenant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A commit whose answer is lost is there once, whatever made it, and none of its files is touched. */
class LostAnswerTest {
    private static final String EVENTS = "events";

    @TempDir
    Path folder;

    private LakeCatalog catalog;

    @BeforeEach
    void create() {
        Configuration hadoop = FaultyDisk.configuration();
        catalog = LakeCatalog.open(OtherProcess.lake(folder), hadoop);
        catalog.createAndVerify(Tenant.DEFAULT);
    }

    @Test
    void aFencedBatchIsInOnce() throws Exception {
        FencedTable web = FencedTable.of(events(), "web");
        FaultyDisk.loseAnswer(EVENTS);
        commit(web, "b1", file("2026-05-01", "a"));
        commit(FencedTable.of(events(), "web"), "b2", file("2026-05-01", "b"));

        assertThat(FaultyDisk.left()).isZero();
        assertThat(batches()).containsExactly("b2", "b1");
        assertThat(files()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void anAppendWithoutFenceAddsItsFilesOnce() throws Exception {
        FaultyDisk.loseAnswer(EVENTS);
        events().newAppend().appendFile(file("2026-05-01", "a")).commit();

        assertThat(files()).containsExactly("a");
        assertThat(events().snapshots()).hasSize(1);
    }

    @Test
    void aRewriteIsDoneOnce() throws Exception {
        DataFile small = file("2026-05-01", "a");
        events().newAppend().appendFile(small).commit();
        FaultyDisk.loseAnswer(EVENTS);
        RewriteFiles rewrite = events().newRewrite();
        rewrite.deleteFile(small).addFile(file("2026-05-01", "b")).commit();

        assertThat(files()).containsExactly("b");
        assertThat(events().snapshots()).hasSize(2);
    }

    @Test
    void whatExpiredIsWrittenDownOnce() {
        commit(FencedTable.of(events(), "web"), "b1", file("2026-05-01", "a"));
        FaultyDisk.loseAnswer(ExpiredCommitsTable.TABLE.name());
        new ExpiredCommits(expired()).add(List.of(events().currentSnapshot()), events(), Instant.EPOCH);

        assertThat(expired().currentSnapshot().summary()).containsEntry("total-records", "1");
        assertThat(new ExpiredCommits(expired()).find(Set.of("b1"))).isPresent();
    }

    @Test
    void anExpiryAndATagAreDoneOnce() throws Exception {
        commit(FencedTable.of(events(), "web"), "b1", file("2026-05-01", "a"));
        commit(FencedTable.of(events(), "web"), "b2", file("2026-05-02", "b"));
        long first = events().currentSnapshot().parentId();
        FaultyDisk.loseAnswer(EVENTS);
        events().manageSnapshots()
                .createTag("kept", events().currentSnapshot().snapshotId())
                .commit();
        FaultyDisk.loseAnswer(EVENTS);
        events().expireSnapshots().expireOlderThan(0).expireSnapshotId(first).commit();

        assertThat(events().refs()).containsKey("kept");
        assertThat(events().snapshots()).hasSize(1);
        assertThat(files()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aCommitThatDidNotGetThroughIsMadeAgain() throws Exception {
        FaultyDisk.loseRequest(EVENTS);
        commit(FencedTable.of(events(), "web"), "b1", file("2026-05-01", "a"));

        assertThat(batches()).containsExactly("b1");
        assertThat(files()).containsExactly("a");
    }

    @Test
    void othersMayCommitOnTopBeforeTheAnswerIsMissed() throws Exception {
        FencedTable web = FencedTable.of(events(), "web");
        FaultyDisk.pauseAfterCommit(EVENTS, () -> {
            commit(FencedTable.of(events(), "mail"), "m1", file("2026-05-01", "m"));
            throw new IOException("Connection reset by peer");
        });
        commit(web, "b1", file("2026-05-01", "a"));

        assertThat(batches()).containsExactly("m1", "b1");
        assertThat(files()).containsExactlyInAnyOrder("a", "m");
    }

    @Test
    void nothingIsCleanedUpWhereNobodyCanTell() throws Exception {
        FencedTable web = FencedTable.of(events(), "web");
        FaultyDisk.pauseAfterCommit(EVENTS, () -> {
            FaultyDisk.breakDown();
            throw new IOException("Connection reset by peer");
        });
        assertThatExceptionOfType(CommitStateUnknownException.class)
                .isThrownBy(() -> commit(web, "b1", file("2026-05-01", "a")));
        FaultyDisk.repair();

        assertThat(web.holds("b1")).isTrue();
        assertThat(files()).containsExactly("a");
    }

    /** Iceberg would take the table before it for the version that could not be read, and commit on top of that. */
    @Test
    void aVersionThatCouldNotBeReadOnceIsNotUndone() throws Exception {
        Table reader = events();
        commit(FencedTable.of(events(), "web"), "b1", file("2026-05-01", "a"));
        FaultyDisk.loseRead(EVENTS);
        reader.refresh();
        reader.newAppend().appendFile(file("2026-05-01", "b")).commit();

        assertThat(FaultyDisk.left()).isZero();
        assertThat(files()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aCommitThatCouldNotReadWhatOthersCommittedUndoesNothing() throws Exception {
        commit(FencedTable.of(events(), "web"), "w0", file("2026-05-01", "a"));
        FencedTable web = FencedTable.of(events(), "web");
        FaultyDisk.pauseBeforeCommit(EVENTS, () -> {
            commit(FencedTable.of(events(), "mail"), "m1", file("2026-05-01", "b"));
            commit(FencedTable.of(events(), "mail"), "m2", file("2026-05-01", "c"));
            FaultyDisk.loseRead(EVENTS);
        });
        commit(web, "w1", file("2026-05-01", "d"));

        assertThat(FaultyDisk.left()).isZero();
        assertThat(batches()).containsExactly("w1", "m2", "m1", "w0");
    }

    @Test
    void initMakesNoTableAnewThatCannotBeReadOrListed() throws Exception {
        commit(FencedTable.of(events(), "web"), "w0", file("2026-05-01", "a"));
        FaultyDisk.loseRead(EVENTS);
        FaultyDisk.loseRead(EVENTS);
        catalog.createAndVerify(Tenant.DEFAULT);
        assertThat(batches()).containsExactly("w0");

        Files.delete(folder.resolve("crm_default/events/metadata/version-hint.text"));
        FaultyDisk.loseListings(1000);
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> catalog.createAndVerify(Tenant.DEFAULT))
                .withMessageNotContaining("does not exist");
        FaultyDisk.loseListings(0);
        assertThat(batches()).containsExactly("w0");
    }

    private static void commit(FencedTable table, String batchId, DataFile file) {
        AppendFiles append = table.newAppend().appendFile(file);
        Map<String, String> summary =
                new CommittedBatch(batchId, table.source(), "p", 0, 0, 0, 0, 0, new TreeSet<>()).summary();
        summary.forEach(append::set);
        append.commit();
    }

    private DataFile file(String day, String name) {
        return DataFiles.builder(EventsTable.TABLE.partitioning())
                .withPath(folder.resolve(name + ".parquet").toString())
                .withFileSizeInBytes(10)
                .withRecordCount(1)
                .withPartitionPath("event_time_day=" + day)
                .build();
    }

    private List<String> files() throws Exception {
        List<String> names = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks = events().newScan().planFiles()) {
            tasks.forEach(task -> names.add(
                    Path.of(task.file().location()).getFileName().toString().replace(".parquet", "")));
        }
        return names;
    }

    private List<String> batches() {
        List<String> ids = new ArrayList<>();
        for (Snapshot snapshot : SnapshotUtil.currentAncestors(events())) {
            ids.add(snapshot.summary().get(CommittedBatch.BATCH_ID));
        }
        return ids;
    }

    private Table events() {
        return catalog.table(Tenant.DEFAULT, EventsTable.TABLE);
    }

    private Table expired() {
        return catalog.table(Tenant.DEFAULT, ExpiredCommitsTable.TABLE);
    }
}
