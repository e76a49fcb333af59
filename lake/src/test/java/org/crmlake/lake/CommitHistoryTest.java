package org.crmlake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotParser;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Tenant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitHistoryTest {
    private static final String EVENTS = "events";
    private static final int MOST = 20;
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    Path folder;

    private LakeCatalog catalog;
    private int files;

    @BeforeEach
    void create() {
        catalog = LakeCatalog.open(OtherProcess.lake(folder), FaultyDisk.configuration());
        catalog.createAndVerify(Tenant.DEFAULT);
    }

    @Test
    void whatACommitWritesDoesNotGrowWithTheNumberOfCommits() throws IOException {
        int commits = 800;
        List<Long> bytes = new ArrayList<>();
        Table events = events();
        Table expired = expired();
        for (int i = 0; i < commits; i++) {
            expired.refresh();
            CommitHistory.ofEvents(events, MOST, () -> expired).shorten(Instant.now());
            commit(FencedTable.of(events, "web"), "b" + i);
            events.refresh();
            bytes.add(metadataOf(events));
        }

        assertThat(mean(bytes, commits - 200, commits)).isLessThan(1.2 * mean(bytes, 200, 400));
        assertThat(bytes.stream().mapToLong(Long::longValue).max().orElseThrow())
                .isLessThan(4L * bytes.get(MOST));
        assertThat(metadataOf(expired())).isLessThan(400_000);
        try (CloseableIterable<FileScanTask> tasks = expired().newScan().planFiles()) {
            assertThat(tasks).hasSizeLessThan(30);
        }
        CommittedBatches batches = committed();
        assertThat(batches.ids()).hasSize(commits);
        assertThat(batches.find("b0")).isPresent();
        assertThat(batches.find(Set.of("x", "b567"))).isPresent();
    }

    @Test
    void itIsCutToTheNewerHalfAsSoonAsItIsTooLong() {
        commitMany("web", MOST);
        assertThat(shorten()).isZero();
        commitMany("mail", 1);
        int wasThere = snapshots().size();

        assertThat(shorten()).isPositive();
        assertThat(ancestors()).hasSize(MOST / 2);
        assertThat(wasThere).isEqualTo(MOST + 1);
        assertThat(committed().ids()).hasSize(MOST + 1);
    }

    @Test
    void whatATagNamesStays() {
        commitMany("web", 1);
        long tagged = events().currentSnapshot().snapshotId();
        events().manageSnapshots().createTag("audit", tagged).commit();
        commitMany("mail", MOST);

        shorten();

        assertThat(events().snapshot(tagged)).isNotNull();
        assertThat(committed().find("web0")).isPresent();
    }

    @Test
    void aCommitOfSomebodyElseMeanwhileIsKept() {
        commitMany("web", MOST + 1);
        FaultyDisk.pauseBeforeCommit(EVENTS, () -> commitMany("mail", 3));

        assertThat(shorten()).isPositive();
        assertThat(FaultyDisk.left()).isZero();
        assertThat(committed().ids()).hasSize(MOST + 4).contains("mail2", "web0");
        assertThat(ancestors()).hasSize(MOST / 2 + 3);
    }

    @Test
    void twoWhoCutAtOnceDoNoMoreThanOne() {
        commitMany("web", MOST + 1);
        FaultyDisk.pauseBeforeCommit(EVENTS, this::shorten);

        shorten();

        assertThat(committed().ids()).hasSize(MOST + 1);
        assertThat(ancestors()).hasSize(MOST / 2);
    }

    @Test
    void aWriterThatBeganOnWhatIsForgottenCommitsOnTop() {
        commitMany("web", 2);
        FencedTable web = FencedTable.of(events(), "web");
        commitMany("mail", MOST);
        shorten();

        commit(web, "late");

        assertThat(committed().ids()).hasSize(MOST + 3).contains("late");
    }

    @Test
    void aWriterWhoseSourceWasTakenInMeanwhileIsRefusedAlthoughThatIsForgotten() {
        commitMany("web", 2);
        FencedTable web = FencedTable.of(events(), "web");
        commit(FencedTable.of(events(), "web"), "other");
        commitMany("mail", MOST);
        shorten();

        assertThat(events().snapshots())
                .noneMatch(snapshot -> "other".equals(snapshot.summary().get(CommittedBatch.BATCH_ID)));
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> commit(web, "late"))
                .withMessageContaining("of the same source was committed meanwhile");
    }

    @Test
    void whatFailsBetweenWritingDownAndForgettingIsMadeUpFor() {
        commitMany("web", MOST + 1);
        CommitHistory dies = new CommitHistory(events(), MOST, (snapshots, now) -> {
            new ExpiredCommits(expired()).add(snapshots, events(), now);
            throw new IllegalStateException("killed");
        });
        assertThat(dies.shorten(Instant.now())).isZero();
        assertThat(snapshots()).hasSize(MOST + 1);
        assertThat(committed().ids()).hasSize(MOST + 1);

        commitMany("mail", 1);
        shorten();

        assertThat(ancestors()).hasSize(MOST / 2);
        assertThat(committed().ids()).hasSize(MOST + 2);
        assertThat(expired().currentSnapshot().summary())
                .containsEntry("total-records", Integer.toString(MOST + 2 - MOST / 2));
    }

    @Test
    void noFailureOfWritingDownConcernsTheBatchButThatOfALostLock() {
        commitMany("web", MOST + 1);
        for (RuntimeException failure : List.of(
                new CommitStateUnknownException(new IOException("Connection reset by peer")),
                new UncheckedIOException(new IOException("No space left on device")),
                new CrmException(Kind.NOT_FOUND, "Cannot open table crm_default.expired_commits: it does not exist."),
                new CrmException(Kind.EXTERNAL, "Cannot reach the lake."))) {
            assertThat(CommitHistory.ofEvents(events(), MOST, () -> {
                                throw failure;
                            })
                            .shorten(Instant.now()))
                    .isZero();
        }
        CrmException locked = new CrmException(Kind.LOCKED, "Cannot ingest: somebody else took the source over.");
        CommitHistory shutOut = CommitHistory.ofEvents(events(), MOST, () -> {
            throw locked;
        });
        assertThatExceptionOfType(CrmException.class)
                .isThrownBy(() -> shutOut.shorten(Instant.now()))
                .isSameAs(locked);

        assertThat(snapshots()).hasSize(MOST + 1);
        assertThat(shorten()).isPositive();
        assertThat(committed().ids()).hasSize(MOST + 1);
    }

    @Test
    void whatIsAlwaysInTheWayEndsTheBatchAtLast() {
        CommitHistory stuck = CommitHistory.ofEvents(events(), 2, () -> {
            throw new UncheckedIOException(new IOException("No space left on device"));
        });
        commitMany("web", 20);
        assertThat(stuck.shorten(Instant.now())).isZero();
        commitMany("mail", 1);

        CommitHistory longer = CommitHistory.ofEvents(events(), 2, () -> {
            throw new UncheckedIOException(new IOException("No space left on device"));
        });
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> longer.shorten(Instant.now()));
        assertThat(committed().ids()).hasSize(21);
    }

    @Test
    void aTagThatIsMadeMeanwhileIsNoError() {
        commitMany("web", MOST + 1);
        long first = ancestors().get(MOST).snapshotId();
        FaultyDisk.pauseBeforeCommit(
                EVENTS,
                () -> events().manageSnapshots().createTag("audit", first).commit());

        assertThat(shorten()).isZero();
        assertThat(events().refs()).containsKey("audit");
        assertThat(shorten()).isPositive();
        assertThat(events().snapshot(first)).isNotNull();
    }

    /** Maintenance goes by age: what a reader of a snapshot between has open is named by the one before. */
    @Test
    void whatACompactionStoodOnStaysForADayAndGoesByWhenTheNextOneWasMade() {
        DataFile small = file();
        events().newAppend().appendFile(small).commit();
        long before = events().currentSnapshot().snapshotId();
        events().newRewrite().deleteFile(small).addFile(file()).commit();
        Instant compacted = Instant.ofEpochMilli(events().currentSnapshot().timestampMillis());
        commitMany("web", MOST);

        shorten();

        assertThat(events().snapshot(before)).isNotNull();
        Table events = events();
        assertThat(new SnapshotExpiry(events, compacted.minusMillis(1)).count()).isZero();
        new SnapshotExpiry(events, compacted).run();
        assertThat(events().snapshot(before)).isNull();
        assertThat(committed().ids()).hasSize(MOST);

        commitMany("mail", MOST);
        CommitHistory.ofEvents(events(), MOST, this::expired)
                .shorten(Instant.now().plus(Duration.ofDays(2)));
        assertThat(snapshots()).hasSameSizeAs(ancestors());
    }

    @Test
    void whatIsCutWhileOldSnapshotsExpireCanStillBeRead() {
        commitMany("web", 3);
        Instant kept = Instant.ofEpochMilli(events().currentSnapshot().timestampMillis());
        commitMany("mail", MOST + 10);
        Table events = events();
        SnapshotExpiry expiry = new SnapshotExpiry(events, kept);
        List<Snapshot> beingRead = snapshots().subList(3, 3 + MOST + 10);
        FaultyDisk.pauseAfterCommit(EVENTS, this::shorten);

        expiry.run();

        assertThat(expiry.count()).isEqualTo(2);
        assertThat(ancestors()).hasSizeLessThan(MOST);
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

    @Test
    void warnsThatTheFolderOfATableIsNotMaintained() {
        commitMany("web", MOST + 1);
        Table events = events();
        long commits = events.currentSnapshot().sequenceNumber();
        events.updateProperties()
                .set("crmlake.maintained-at-commit", Long.toString(commits - 150_000))
                .commit();
        String warning = "had 150011 commits since it was maintained: its folder of metadata may become too full to"
                + " commit. Run `crmlake run maintenance` daily.";

        try (Warnings warnings = new Warnings()) {
            assertThat(shorten()).isPositive();
            assertThat(warnings.texts).as("150,000 are not too many").isEmpty();
            commitMany("mail", MOST / 2 + 1);
            assertThat(shorten()).isPositive();
            assertThat(warnings.texts).singleElement().asString().endsWith(warning);
        }
        CommitHistory.ofEvents(events(), MOST, this::expired).maintained();
        commitMany("post", MOST / 2 + 1);
        try (Warnings warnings = new Warnings()) {
            assertThat(shorten()).isPositive();
            assertThat(warnings.texts).as("after maintenance").isEmpty();
        }
    }

    /** What the history of commits warns of while it is open. */
    private static final class Warnings extends AbstractAppender implements AutoCloseable {
        private final Logger logger = (Logger) LogManager.getLogger(CommitHistory.class);
        private final List<String> texts = new ArrayList<>();

        Warnings() {
            super("warnings", null, null, true, Property.EMPTY_ARRAY);
            start();
            logger.addAppender(this);
        }

        @Override
        public void append(LogEvent event) {
            if (event.getLevel().isMoreSpecificThan(Level.WARN)) {
                texts.add(event.getMessage().getFormattedMessage());
            }
        }

        @Override
        public void close() {
            logger.removeAppender(this);
            stop();
        }
    }

    private static Snapshot snapshot(long id, Instant at) {
        return SnapshotParser.fromJson("{\"snapshot-id\":" + id + ",\"sequence-number\":" + id + ",\"timestamp-ms\":"
                + at.toEpochMilli() + ",\"summary\":{\"operation\":\"append\"},\"manifest-list\":\"m\"}");
    }

    private int shorten() {
        return CommitHistory.ofEvents(events(), MOST, this::expired).shorten(Instant.now());
    }

    private void commitMany(String source, int number) {
        for (int i = 0; i < number; i++) {
            commit(FencedTable.of(events(), source), source + i);
        }
    }

    private void commit(FencedTable table, String batchId) {
        AppendFiles append = table.newAppend().appendFile(file());
        new CommittedBatch(batchId, table.source(), "p", 0, 0, 0, 0, 0, new TreeSet<>())
                .summary()
                .forEach(append::set);
        append.commit();
    }

    private DataFile file() {
        return DataFiles.builder(EventsTable.TABLE.partitioning())
                .withPath(folder.resolve("f" + ++files + ".parquet").toString())
                .withFileSizeInBytes(10)
                .withRecordCount(1)
                .withPartitionPath("event_time_day=2026-05-01")
                .build();
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

    private List<Snapshot> snapshots() {
        return StreamSupport.stream(events().snapshots().spliterator(), false).toList();
    }

    private List<Snapshot> ancestors() {
        return StreamSupport.stream(SnapshotUtil.currentAncestors(events()).spliterator(), false)
                .toList();
    }

    private CommittedBatches committed() {
        return new CommittedBatches(events(), expired());
    }

    private Table events() {
        return catalog.table(Tenant.DEFAULT, EventsTable.TABLE);
    }

    private Table expired() {
        return catalog.table(Tenant.DEFAULT, ExpiredCommitsTable.TABLE);
    }
}
