package org.crmlake.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Table;
import org.crmlake.model.Tenant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommittedBatchesTest {
    private static final CommittedBatch FIRST = new CommittedBatch("b1", "web", "a.json:0-10", 10, 6, 1, 2, 1);
    private static final CommittedBatch SECOND = new CommittedBatch("b2", "web", "a.json:10-20", 10, 10, 0, 0, 0);
    private static final CommittedBatch OTHER = new CommittedBatch("b3", "mail", "m.csv", 3, 3, 0, 0, 0);

    @TempDir
    Path folder;

    private Table events;

    @BeforeEach
    void create() {
        LakeCatalog catalog = LakeCatalog.open(LakeSettings.inFolder(folder.toUri()), new Configuration());
        catalog.createAndVerify(Tenant.DEFAULT);
        events = catalog.table(Tenant.DEFAULT, EventsTable.TABLE);
    }

    @Test
    void knowsNoBatchOfANewTable() {
        CommittedBatches batches = new CommittedBatches(events);

        assertThat(batches.ids()).isEmpty();
        assertThat(batches.find("b1")).isEmpty();
        assertThat(batches.latestOf("web")).isEmpty();
    }

    @Test
    void findsEachBatchWithWhatItSaid() {
        commit(FIRST);
        commit(SECOND);
        commit(OTHER);
        CommittedBatches batches = new CommittedBatches(events);

        assertThat(batches.ids()).containsExactlyInAnyOrder("b1", "b2", "b3");
        assertThat(batches.find("b1")).contains(FIRST);
        assertThat(batches.find("b4")).isEmpty();
        assertThat(batches.latestOf("web")).contains(SECOND);
    }

    @Test
    void passesOverCommitsOfOthers() {
        commit(FIRST);
        events.newAppend().commit();

        assertThat(new CommittedBatches(events).ids()).containsExactly("b1");
    }

    @Test
    void forgetsABatchThatWasRolledBack() {
        commit(FIRST);
        long kept = events.currentSnapshot().snapshotId();
        commit(SECOND);

        events.manageSnapshots().rollbackTo(kept).commit();

        assertThat(new CommittedBatches(events).ids()).containsExactly("b1");
    }

    private void commit(CommittedBatch batch) {
        AppendFiles append = events.newAppend();
        batch.summary().forEach(append::set);
        append.commit();
    }
}
