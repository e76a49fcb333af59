package org.crmlake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.crmlake.model.Tenant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A writer that stands still within a commit, for more commits of others than the table names metadata files. */
class PausedWriterTest {
    private static final String EVENTS = "events";
    private static final int MANY = 110;

    @TempDir
    Path folder;

    private LakeCatalog catalog;

    @BeforeEach
    void create() {
        catalog = LakeCatalog.open(OtherProcess.lake(folder), FaultyDisk.configuration());
        catalog.createAndVerify(Tenant.DEFAULT);
    }

    @Test
    void commitsOnTopOfWhatOthersDidMeanwhile() {
        FencedTable web = FencedTable.of(events(), "web");
        FaultyDisk.pauseBeforeCommit(EVENTS, () -> commitMany("mail"));
        commit(web, "b1");
        commit(FencedTable.of(events(), "mail"), "last");

        assertThat(committed().ids()).hasSize(MANY + 2).contains("b1", "last", "mail0", "mail109");
    }

    @Test
    void isRefusedIfOthersTookInItsSourceMeanwhile() {
        FencedTable web = FencedTable.of(events(), "web");
        FaultyDisk.pauseBeforeCommit(EVENTS, () -> commitMany("web"));

        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> commit(web, "b1"))
                .withMessageContaining("of the same source was committed meanwhile");
        assertThat(committed().ids()).hasSize(MANY).doesNotContain("b1");
    }

    @Test
    void losesNothingIfEvenTheNamesAreGone() throws Exception {
        commit(FencedTable.of(events(), "web"), "b0");
        FencedTable web = FencedTable.of(events(), "web");
        FaultyDisk.pauseBeforeCommit(EVENTS, () -> {
            commitMany("mail");
            removeOldMetadata();
        });

        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> commit(web, "b1"))
                .withMessageContaining("stood still for so long");
        assertThat(committed().ids())
                .hasSize(MANY + 1)
                .contains("b0", "mail109")
                .doesNotContain("b1");

        commit(FencedTable.of(events(), "web"), "b1");
        assertThat(committed().ids()).hasSize(MANY + 2);
    }

    @Test
    void mayWriteAHintThatIsLongOld() {
        FaultyDisk.pauseBeforeHint(EVENTS, () -> commitMany("mail"));
        commit(FencedTable.of(events(), "web"), "b1");

        assertThat(committed().ids()).hasSize(MANY + 1);
    }

    @Test
    void mayWriteAHintWhoseVersionIsGone() throws Exception {
        FaultyDisk.pauseBeforeHint(EVENTS, () -> {
            commitMany("mail");
            removeOldMetadata();
        });
        commit(FencedTable.of(events(), "web"), "b1");

        assertThat(committed().ids()).hasSize(MANY + 1);
        commit(FencedTable.of(events(), "web"), "b2");
        assertThat(committed().ids()).hasSize(MANY + 2);
    }

    /** What an earlier release set holds until the next `crmlake init`, and an ingester may come before. */
    @Test
    void theFirstCommitToATableOfAnEarlierReleaseKeepsItsMetadata() {
        events().updateProperties()
                .set("write.metadata.delete-after-commit.enabled", "true")
                .remove("commit.retry.num-retries")
                .commit();

        assertThat(events().properties())
                .containsEntry("write.metadata.delete-after-commit.enabled", "false")
                .containsEntry("commit.retry.num-retries", "100");
    }

    /** Written as the earlier release did it: without these operations, which would bring the settings along. */
    @Test
    void initBringsATableOfAnEarlierReleaseUpToDate() {
        try (HadoopCatalog earlier =
                new HadoopCatalog(FaultyDisk.configuration(), folder.toUri().toString())) {
            earlier.loadTable(TableIdentifier.of("crm_default", EVENTS))
                    .updateProperties()
                    .set("write.metadata.delete-after-commit.enabled", "true")
                    .remove("commit.retry.num-retries")
                    .commit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(events().properties()).containsEntry("write.metadata.delete-after-commit.enabled", "true");

        assertThat(catalog.createAndVerify(Tenant.DEFAULT))
                .allSatisfy(table -> assertThat(table.drifts()).isEmpty());
        assertThat(events().properties()).containsEntry("write.metadata.delete-after-commit.enabled", "false");
    }

    @Test
    void metadataThatIsNamedNoMoreIsEmptyAndGoesByAge() throws Exception {
        commitMany("mail");

        long versions = versions();
        assertThat(size(1)).isZero();
        assertThat(size((int) versions)).isPositive();
        assertThat(new OldMetadata(events()).remove(Instant.now().minus(Duration.ofDays(1)), Instant.EPOCH, false))
                .isZero();

        Instant tomorrow = Instant.now().plus(Duration.ofDays(2));
        long old = versions - 101;
        assertThat(new OldMetadata(events()).remove(tomorrow, Instant.EPOCH, true))
                .isEqualTo(old);
        assertThat(versions()).isEqualTo(versions);
        assertThat(new OldMetadata(events()).remove(tomorrow, Instant.EPOCH, false))
                .isEqualTo(old);
        assertThat(versions()).isEqualTo(101);
        assertThat(committed().ids()).hasSize(MANY);
    }

    private void removeOldMetadata() {
        new OldMetadata(events()).remove(Instant.now().plus(Duration.ofDays(2)), Instant.EPOCH, false);
    }

    private long versions() throws Exception {
        try (Stream<Path> files = Files.list(metadata())) {
            return files.filter(file -> FolderOperations.versionOf(file.toString()) > 0)
                    .count();
        }
    }

    private long size(int version) throws Exception {
        return Files.size(metadata().resolve("v" + version + ".metadata.json"));
    }

    private Path metadata() {
        return folder.resolve("crm_default/events/metadata");
    }

    private void commitMany(String source) {
        for (int i = 0; i < MANY; i++) {
            commit(FencedTable.of(events(), source), source + i);
        }
    }

    private static void commit(FencedTable table, String batchId) {
        AppendFiles append = table.newFastAppend();
        new CommittedBatch(batchId, table.source(), "p", 0, 0, 0, 0, 0, new TreeSet<>())
                .summary()
                .forEach(append::set);
        append.commit();
    }

    private CommittedBatches committed() {
        return new CommittedBatches(events(), catalog.table(Tenant.DEFAULT, ExpiredCommitsTable.TABLE));
    }

    private Table events() {
        return catalog.table(Tenant.DEFAULT, EventsTable.TABLE);
    }
}
