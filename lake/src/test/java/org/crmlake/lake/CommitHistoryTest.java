package org.crmlake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotParser;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitHistoryTest {
    private static final int MOST = 20;
    private static final Duration HOUR = Duration.ofHours(1);

    private final CommittedEvents lake;

    CommitHistoryTest(@TempDir Path folder) {
        lake = new CommittedEvents(folder, MOST);
    }

    @Test
    void whatACommitWritesDoesNotGrowWithTheNumberOfCommits() throws IOException {
        int commits = 800;
        List<Long> bytes = new ArrayList<>();
        Table events = lake.events();
        Table expired = lake.expired();
        for (int i = 0; i < commits; i++) {
            expired.refresh();
            CommitHistory.ofEvents(events, MOST, () -> expired).shorten(Instant.now());
            lake.commit(FencedTable.of(events, "web"), "b" + i);
            events.refresh();
            bytes.add(metadataOf(events));
        }

        assertThat(mean(bytes, commits - 200, commits)).isLessThan(1.2 * mean(bytes, 200, 400));
        assertThat(bytes.stream().mapToLong(Long::longValue).max().orElseThrow())
                .isLessThan(4L * bytes.get(MOST));
        assertThat(metadataOf(lake.expired())).isLessThan(400_000);
        try (CloseableIterable<FileScanTask> tasks = lake.expired().newScan().planFiles()) {
            assertThat(tasks).hasSizeLessThan(30);
        }
        CommittedBatches batches = lake.committed();
        assertThat(batches.ids()).hasSize(commits);
        assertThat(batches.find("b0")).isPresent();
        assertThat(batches.find(Set.of("x", "b567"))).isPresent();
    }

    @Test
    void itIsCutToTheNewerHalfAsSoonAsItIsTooLong() {
        lake.commitMany("web", MOST);
        assertThat(lake.shorten()).isZero();
        lake.commitMany("mail", 1);
        int wasThere = lake.snapshots().size();

        assertThat(lake.shorten()).isPositive();
        assertThat(lake.ancestors()).hasSize(MOST / 2);
        assertThat(wasThere).isEqualTo(MOST + 1);
        assertThat(lake.committed().ids()).hasSize(MOST + 1);
    }

    @Test
    void whatATagNamesStays() {
        lake.commitMany("web", 1);
        long tagged = lake.events().currentSnapshot().snapshotId();
        lake.events().manageSnapshots().createTag("audit", tagged).commit();
        lake.commitMany("mail", MOST);

        lake.shorten();

        assertThat(lake.events().snapshot(tagged)).isNotNull();
        assertThat(lake.committed().find("web0")).isPresent();
    }

    @Test
    void aCommitOfSomebodyElseMeanwhileIsKept() {
        lake.commitMany("web", MOST + 1);
        FaultyDisk.pauseBeforeCommit(CommittedEvents.TABLE, () -> lake.commitMany("mail", 3));

        assertThat(lake.shorten()).isPositive();
        assertThat(FaultyDisk.left()).isZero();
        assertThat(lake.committed().ids()).hasSize(MOST + 4).contains("mail2", "web0");
        assertThat(lake.ancestors()).hasSize(MOST / 2 + 3);
    }

    @Test
    void twoWhoCutAtOnceDoNoMoreThanOne() {
        lake.commitMany("web", MOST + 1);
        FaultyDisk.pauseBeforeCommit(CommittedEvents.TABLE, lake::shorten);

        lake.shorten();

        assertThat(lake.committed().ids()).hasSize(MOST + 1);
        assertThat(lake.ancestors()).hasSize(MOST / 2);
    }

    @Test
    void aWriterThatBeganOnWhatIsForgottenCommitsOnTop() {
        lake.commitMany("web", 2);
        FencedTable web = FencedTable.of(lake.events(), "web");
        lake.commitMany("mail", MOST);
        lake.shorten();

        lake.commit(web, "late");

        assertThat(lake.committed().ids()).hasSize(MOST + 3).contains("late");
    }

    @Test
    void aWriterWhoseSourceWasTakenInMeanwhileIsRefusedAlthoughThatIsForgotten() {
        lake.commitMany("web", 2);
        FencedTable web = FencedTable.of(lake.events(), "web");
        lake.commit(FencedTable.of(lake.events(), "web"), "other");
        lake.commitMany("mail", MOST);
        lake.shorten();

        assertThat(lake.events().snapshots())
                .noneMatch(snapshot -> "other".equals(snapshot.summary().get(CommittedBatch.BATCH_ID)));
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> lake.commit(web, "late"))
                .withMessageContaining("of the same source was committed meanwhile");
    }

    @Test
    void aTagThatIsMadeMeanwhileIsNoError() {
        lake.commitMany("web", MOST + 1);
        long first = lake.ancestors().get(MOST).snapshotId();
        FaultyDisk.pauseBeforeCommit(
                CommittedEvents.TABLE,
                () -> lake.events().manageSnapshots().createTag("audit", first).commit());

        assertThat(lake.shorten()).isZero();
        assertThat(lake.events().refs()).containsKey("audit");
        assertThat(lake.shorten()).isPositive();
        assertThat(lake.events().snapshot(first)).isNotNull();
    }

    /** Maintenance goes by age: what a reader of a snapshot between has open is named by the one before. */
    @Test
    void whatACompactionStoodOnStaysForADayAndGoesByWhenTheNextOneWasMade() {
        DataFile small = lake.file();
        lake.events().newAppend().appendFile(small).commit();
        long before = lake.events().currentSnapshot().snapshotId();
        lake.events().newRewrite().deleteFile(small).addFile(lake.file()).commit();
        Instant compacted = Instant.ofEpochMilli(lake.events().currentSnapshot().timestampMillis());
        lake.commitMany("web", MOST);

        lake.shorten();

        assertThat(lake.events().snapshot(before)).isNotNull();
        Table events = lake.events();
        assertThat(new SnapshotExpiry(events, compacted.minusMillis(1)).count()).isZero();
        new SnapshotExpiry(events, compacted).run();
        assertThat(lake.events().snapshot(before)).isNull();
        assertThat(lake.committed().ids()).hasSize(MOST);

        lake.commitMany("mail", MOST);
        lake.history().shorten(Instant.now().plus(Duration.ofDays(2)));
        assertThat(lake.snapshots()).hasSameSizeAs(lake.ancestors());
    }

    @Test
    void whatIsCutWhileOldSnapshotsExpireCanStillBeRead() {
        lake.commitMany("web", 3);
        Instant kept = Instant.ofEpochMilli(lake.events().currentSnapshot().timestampMillis());
        lake.commitMany("mail", MOST + 10);
        Table events = lake.events();
        SnapshotExpiry expiry = new SnapshotExpiry(events, kept);
        List<Snapshot> beingRead = lake.snapshots().subList(3, 3 + MOST + 10);
        FaultyDisk.pauseAfterCommit(CommittedEvents.TABLE, lake::shorten);

        expiry.run();

        assertThat(expiry.count()).isEqualTo(2);
        assertThat(lake.ancestors()).hasSizeLessThan(MOST);
        assertThat(beingRead).allSatisfy(snapshot -> assertThat(snapshot.allManifests(events.io()))
                .isNotEmpty()
                .allSatisfy(manifest -> assertThat(
                                events.io().newInputFile(manifest.path()).exists())
                        .isTrue()));
    }

    @Test
    void theLastOfEachHourStaysForADayAndThenTheLastOfEachDay() {
        Instant begin = Instant.parse("2026-05-01T00:00:00Z");
        List<Snapshot> newestFirst = new ArrayList<>();
        for (int quarter = 3 * 24 * 4; quarter > 0; quarter--) {
            newestFirst.add(snapshot(quarter, begin.plus(Duration.ofMinutes(15L * quarter - 1))));
        }

        Set<Long> beside = CommitHistory.beside(newestFirst, begin.plus(Duration.ofDays(3)));

        List<String> times = newestFirst.stream()
                .filter(snapshot -> beside.contains(snapshot.snapshotId()))
                .map(snapshot ->
                        Instant.ofEpochMilli(snapshot.timestampMillis()).toString())
                .toList();
        assertThat(times)
                .hasSize(CommitHistory.HOURS + 1)
                .startsWith("2026-05-03T22:59:00Z", "2026-05-03T21:59:00Z")
                .contains("2026-05-02T23:59:00Z")
                .endsWith("2026-05-02T22:59:00Z", "2026-05-01T23:59:00Z");
    }

    private static Snapshot snapshot(long id, Instant at) {
        return SnapshotParser.fromJson("{\"snapshot-id\":" + id + ",\"sequence-number\":" + id + ",\"timestamp-ms\":"
                + at.toEpochMilli() + ",\"summary\":{\"operation\":\"append\"},\"manifest-list\":\"m\"}");
    }

    private static long metadataOf(Table table) throws IOException {
        String file = ((HasTableOperations) table).operations().current().metadataFileLocation();
        return Files.size(Path.of(file.replaceFirst("^file:", "")));
    }

    private static double mean(List<Long> values, int from, int to) {
        return values.subList(from, to).stream()
                .mapToLong(Long::longValue)
                .average()
                .orElseThrow();
    }
}
