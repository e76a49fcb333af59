package org.crmlake.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Table;
import org.crmlake.model.Tenant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommittedBatchesTest {
    private static final CommittedBatch FIRST =
            new CommittedBatch("b1", "web", "a.json:0-10", 10, 6, 1, 2, 1, days("2026-02-01", "2026-02-02"));
    private static final CommittedBatch SECOND =
            new CommittedBatch("b2", "web", "a.json:10-20", 10, 10, 0, 0, 0, days("2026-02-02"));
    private static final CommittedBatch OTHER =
            new CommittedBatch("b3", "mail", "m.csv", 3, 3, 0, 0, 0, days("1999-12-31"));

    @TempDir
    Path folder;

    private Table events;
    private Table expired;
    private int files;

    @BeforeEach
    void create() {
        LakeCatalog catalog = LakeCatalog.open(LakeSettings.inFolder(folder.toUri()), new Configuration());
        catalog.createAndVerify(Tenant.DEFAULT);
        events = catalog.table(Tenant.DEFAULT, EventsTable.TABLE);
        expired = catalog.table(Tenant.DEFAULT, ExpiredCommitsTable.TABLE);
    }

    @Test
    void knowsNoBatchOfANewTable() {
        CommittedBatches batches = new CommittedBatches(events, expired);

        assertThat(batches.ids()).isEmpty();
        assertThat(batches.find("b1")).isEmpty();
        assertThat(batches.latestOf("web")).isEmpty();
    }

    @Test
    void findsEachBatchWithWhatItSaid() {
        commit(FIRST);
        commit(SECOND);
        commit(OTHER);
        CommittedBatches batches = new CommittedBatches(events, expired);

        assertThat(batches.ids()).containsExactlyInAnyOrder("b1", "b2", "b3");
        assertThat(batches.find("b1")).contains(FIRST);
        assertThat(batches.find("b4")).isEmpty();
        assertThat(batches.latestOf("web")).contains(SECOND);
    }

    @Test
    void passesOverCommitsOfOthers() {
        commit(FIRST);
        events.newAppend().commit();

        assertThat(new CommittedBatches(events, expired).ids()).containsExactly("b1");
    }

    @Test
    void forgetsABatchThatWasRolledBack() {
        commit(FIRST);
        long kept = events.currentSnapshot().snapshotId();
        commit(SECOND);

        events.manageSnapshots().rollbackTo(kept).commit();

        assertThat(new CommittedBatches(events, expired).ids()).containsExactly("b1");
    }

    @Test
    void tellsTheDaysThatChangedSinceASnapshot() {
        commit(FIRST);
        long seen = events.currentSnapshot().snapshotId();
        commit(SECOND);
        commit(OTHER);
        CommittedBatches batches = new CommittedBatches(events, expired);

        assertThat(batches.daysSince(seen)).contains(days("1999-12-31", "2026-02-02"));
        assertThat(batches.daysSince(events.currentSnapshot().snapshotId())).contains(days());
    }

    @Test
    void tellsTheDaysOfACommitThatDoesNotSaySoByItsFiles() {
        commit(FIRST);
        long seen = events.currentSnapshot().snapshotId();
        DataFile added = fileOf("event_time_day=1999-12-30");
        events.newAppend().appendFile(added).commit();
        events.newDelete().deleteFile(added).commit();
        events.newAppend().appendFile(fileOf("event_time_day=1999-12-31")).commit();

        assertThat(new CommittedBatches(events, expired).daysSince(seen)).contains(days("1999-12-30", "1999-12-31"));
    }

    @Test
    void cannotTellTheDaysOfFilesThatAreNotCutByDay() {
        commit(FIRST);
        long seen = events.currentSnapshot().snapshotId();
        events.updateSpec().removeField("event_time_day").commit();
        events.newAppend().appendFile(fileOf("")).commit();

        assertThat(new CommittedBatches(events, expired).daysSince(seen)).isEmpty();
    }

    @Test
    void cannotTellTheDaysSinceASnapshotThatWasRolledBack() {
        commit(FIRST);
        long kept = events.currentSnapshot().snapshotId();
        commit(SECOND);
        long undone = events.currentSnapshot().snapshotId();
        events.manageSnapshots().rollbackTo(kept).commit();
        commit(OTHER);

        assertThat(new CommittedBatches(events, expired).daysSince(undone)).isEmpty();
        assertThat(new CommittedBatches(events, expired).daysSince(kept)).contains(days("1999-12-31"));
    }

    @Test
    void remembersWhatExpiredSnapshotsSaid() {
        commit(FIRST);
        long seen = events.currentSnapshot().snapshotId();
        commit(SECOND);
        commit(OTHER);

        assertThat(expireAllButTheNewest()).isEqualTo(2);

        CommittedBatches batches = new CommittedBatches(events, expired);
        assertThat(events.snapshots()).hasSize(1);
        assertThat(batches.ids()).containsExactlyInAnyOrder("b1", "b2", "b3");
        assertThat(batches.find("b1")).contains(FIRST);
        assertThat(batches.find("b4")).isEmpty();
        assertThat(batches.latestOf("web")).contains(SECOND);
        assertThat(batches.latestOf("mail")).contains(OTHER);
        assertThat(batches.daysSince(seen)).contains(days("1999-12-31", "2026-02-02"));
    }

    @Test
    void remembersThemOnceHoweverOftenExpiryIsBegun() {
        commit(FIRST);
        commit(SECOND);
        SnapshotExpiry died = new SnapshotExpiry(events, Instant.now().plusSeconds(60));
        new ExpiredCommits(expired).add(died.cutOff(), events, Instant.now());

        assertThat(expireAllButTheNewest()).isZero();
        commit(OTHER);
        assertThat(expireAllButTheNewest()).isEqualTo(1);

        CommittedBatches batches = new CommittedBatches(events, expired);
        assertThat(batches.ids()).containsExactlyInAnyOrder("b1", "b2", "b3");
        assertThat(batches.latestOf("web")).contains(SECOND);
    }

    @Test
    void remembersTheBatchOfASnapshotThatATagKeeps() {
        commit(FIRST);
        long seen = events.currentSnapshot().snapshotId();
        commit(SECOND);
        events.manageSnapshots()
                .createTag("audit", events.currentSnapshot().snapshotId())
                .commit();
        commit(OTHER);
        commit(new CommittedBatch("b4", "mail", "n.csv", 3, 3, 0, 0, 0, days("2000-01-01")));

        assertThat(expireAllButTheNewest()).isEqualTo(3);

        CommittedBatches batches = new CommittedBatches(events, expired);
        assertThat(events.snapshots()).hasSize(2);
        assertThat(batches.find("b2")).contains(SECOND);
        assertThat(batches.latestOf("web")).contains(SECOND);
        assertThat(batches.daysSince(seen)).contains(days("1999-12-31", "2000-01-01", "2026-02-02"));
    }

    @Test
    void cannotTellTheDaysIfSomebodyElseLetASnapshotExpire() {
        commit(FIRST);
        long seen = events.currentSnapshot().snapshotId();
        commit(SECOND);
        assertThat(expireAllButTheNewest()).isEqualTo(1);
        commit(OTHER);
        commit(FIRST);
        events.expireSnapshots()
                .expireOlderThan(Instant.now().plusSeconds(60).toEpochMilli())
                .commit();
        events.refresh();

        assertThat(new CommittedBatches(events, expired).daysSince(seen)).isEmpty();
    }

    @Test
    void theSnapshotThatAWriterMayHaveBegunOnDoesNotExpire() {
        commit(FIRST);
        commit(SECOND);
        Instant begun = Instant.ofEpochMilli(events.currentSnapshot().timestampMillis());
        FencedTable running = FencedTable.of(events, "shop");
        commit(OTHER);
        SnapshotExpiry expiry = new SnapshotExpiry(events, begun);
        expiry.run();

        AppendFiles append = running.newAppend();
        append.commit();

        events.refresh();
        assertThat(new CommittedBatches(events, expired).find("b2")).contains(SECOND);
        assertThat(expiry.count()).isEqualTo(1);
    }

    @Test
    void whatWasRolledBackExpiresAndIsNotRemembered() {
        commit(FIRST);
        long kept = events.currentSnapshot().snapshotId();
        commit(SECOND);
        events.manageSnapshots().rollbackTo(kept).commit();
        commit(OTHER);

        expireAllButTheNewest();

        assertThat(events.snapshots()).hasSize(1);
        assertThat(new CommittedBatches(events, expired).ids()).containsExactlyInAnyOrder("b1", "b3");
    }

    private int expireAllButTheNewest() {
        events.refresh();
        SnapshotExpiry expiry = new SnapshotExpiry(events, Instant.now().plusSeconds(60));
        int added = new ExpiredCommits(expired).add(expiry.cutOff(), events, Instant.now());
        expiry.run();
        events.refresh();
        return added;
    }

    private DataFile fileOf(String partition) {
        DataFiles.Builder file = DataFiles.builder(events.spec())
                .withPath("f" + ++files + ".parquet")
                .withFileSizeInBytes(1)
                .withRecordCount(1);
        return (partition.isEmpty() ? file : file.withPartitionPath(partition)).build();
    }

    private static SortedSet<LocalDate> days(String... days) {
        SortedSet<LocalDate> parsed = new TreeSet<>();
        for (String day : days) {
            parsed.add(LocalDate.parse(day));
        }
        return parsed;
    }

    private void commit(CommittedBatch batch) {
        AppendFiles append = events.newAppend();
        batch.summary().forEach(append::set);
        append.commit();
    }
}
