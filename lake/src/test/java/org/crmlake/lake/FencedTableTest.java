package org.crmlake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.ValidationException;
import org.crmlake.model.Tenant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FencedTableTest {
    @TempDir
    Path folder;

    private LakeCatalog catalog;

    @BeforeEach
    void create() {
        catalog = LakeCatalog.open(LakeSettings.inFolder(folder.toUri()), new Configuration());
        catalog.createAndVerify(Tenant.DEFAULT);
    }

    @Test
    void letsOneProcessCommitBatchAfterBatchOfItsOwn() {
        commit(fenced("web"), "b1");
        commit(fenced("web"), "b2");

        assertThat(committed().ids()).containsExactlyInAnyOrder("b1", "b2");
    }

    @Test
    void failsTheSlowerOfTwo() {
        FencedTable slow = fenced("web");
        commit(fenced("web"), "b1");

        refuses(slow, "batch b1 of the same source was committed meanwhile");
    }

    @Test
    void failsTheSlowerOfTwoAlsoInATableWithHistory() {
        commit(fenced("web"), "b0");
        FencedTable slow = fenced("web");
        commit(fenced("web"), "b1");
        commit(fenced("mail"), "m1");

        refuses(slow, "batch b1 of the same source was committed meanwhile");
    }

    @Test
    void letsOtherSourcesAndCompactionBe() {
        FencedTable web = fenced("web");
        commit(fenced("mail"), "m1");
        events().newAppend().commit();

        commit(web, "b1");

        assertThat(committed().ids()).containsExactlyInAnyOrder("m1", "b1");
    }

    @Test
    void aTakeOverShutsOutWhoeverBeganBefore() {
        FencedTable zombie = fenced("web");
        FencedTable.raise(events(), "web", "process 2 on there");
        commit(fenced("web"), "b2");

        refuses(zombie, "batch b2 of the same source was committed meanwhile");
    }

    @Test
    void aTakeOverShutsOutAlsoBeforeItsFirstCommit() {
        FencedTable zombie = fenced("web");
        FencedTable.raise(events(), "web", "process 2 on there");

        refuses(zombie, "process 2 on there took the source over meanwhile");
        assertThat(committed().ids()).isEmpty();
    }

    @Test
    void failsIfTheHistoryItBeganWithIsGone() {
        commit(fenced("web"), "b1");
        long first = events().currentSnapshot().snapshotId();
        commit(fenced("mail"), "m1");
        FencedTable web = fenced("web");
        events().manageSnapshots().rollbackTo(first).commit();

        assertThatExceptionOfType(ValidationException.class).isThrownBy(() -> commit(web, "b2"));
    }

    private void refuses(FencedTable table, String reason) {
        int before = snapshots();
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> commit(table, "zombie"))
                .withMessageContaining(reason);
        assertThat(table.intruder()).contains(reason);
        assertThat(snapshots()).isEqualTo(before);
    }

    private FencedTable fenced(String source) {
        return FencedTable.of(events(), source);
    }

    private CommittedBatches committed() {
        return new CommittedBatches(events(), catalog.table(Tenant.DEFAULT, ExpiredCommitsTable.TABLE));
    }

    private Table events() {
        return catalog.table(Tenant.DEFAULT, EventsTable.TABLE);
    }

    private int snapshots() {
        int count = 0;
        for (var ignored : events().snapshots()) {
            count++;
        }
        return count;
    }

    private static void commit(FencedTable table, String batchId) {
        AppendFiles append = table.newAppend();
        new CommittedBatch(batchId, table.source(), "p", 0, 0, 0, 0, 0, new TreeSet<>())
                .summary()
                .forEach(append::set);
        append.commit();
    }
}
