package org.crmlake.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import org.crmlake.model.Tenant;

/** Whatever is committed, cut, expired, tagged, rolled back or brought together: what the batches are said to be is the same. */
class CommitHistoryLawsTest {
    private static final int MOST = 4;
    private static final List<String> SOURCES = List.of("web", "mail");

    enum Step {
        BATCH_OF_WEB,
        BATCH_OF_MAIL,
        TAKE_OVER,
        COMPACT,
        TAG,
        ROLL_BACK,
        CUT,
        CUT_AND_DIE,
        EXPIRE
    }

    /** A commit that the table's state stands on; without a batch it changed no day. */
    private record Commit(long snapshot, Optional<CommittedBatch> batch) {}

    private Path folder;
    private LakeCatalog catalog;
    private final List<Commit> commits = new ArrayList<>();
    private final List<Long> undone = new ArrayList<>();
    private DataFile last;
    private int number;

    @BeforeTry
    void create() throws IOException {
        folder = Files.createTempDirectory("laws");
        catalog = LakeCatalog.open(OtherProcess.lake(folder), FaultyDisk.configuration());
        catalog.createAndVerify(Tenant.DEFAULT);
        commits.clear();
        undone.clear();
        last = null;
        number = 0;
    }

    @AfterTry
    void delete() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Arbitraries.frequency(
                        Tuple.of(8, Step.BATCH_OF_WEB),
                        Tuple.of(4, Step.BATCH_OF_MAIL),
                        Tuple.of(2, Step.TAKE_OVER),
                        Tuple.of(2, Step.COMPACT),
                        Tuple.of(1, Step.TAG),
                        Tuple.of(1, Step.ROLL_BACK),
                        Tuple.of(8, Step.CUT),
                        Tuple.of(1, Step.CUT_AND_DIE),
                        Tuple.of(1, Step.EXPIRE))
                .list()
                .ofMinSize(10)
                .ofMaxSize(40);
    }

    @Property(tries = 25)
    void theBatchesAreTheSame(@ForAll("steps") List<Step> steps) {
        for (Step step : steps) {
            run(step);
            if (step.compareTo(Step.ROLL_BACK) >= 0) {
                check();
            }
        }
        check();
    }

    private void run(Step step) {
        switch (step) {
            case BATCH_OF_WEB -> commit("web");
            case BATCH_OF_MAIL -> commit("mail");
            case TAKE_OVER -> {
                FencedTable.raise(events(), "web", "somebody");
                made(Optional.empty());
            }
            case COMPACT -> {
                if (last != null) {
                    DataFile into = file();
                    Table events = events();
                    events.newRewrite()
                            .validateFromSnapshot(events.currentSnapshot().snapshotId())
                            .deleteFile(last)
                            .addFile(into)
                            .commit();
                    last = into;
                    made(Optional.empty());
                }
            }
            case TAG -> {
                if (!commits.isEmpty()) {
                    events().manageSnapshots()
                            .createTag(
                                    "t" + ++number, events().currentSnapshot().snapshotId())
                            .commit();
                }
            }
            case ROLL_BACK -> rollBack();
            case CUT -> CommitHistory.ofEvents(events(), MOST, this::expired).shorten(Instant.now());
            case CUT_AND_DIE -> {
                CommitHistory dying = new CommitHistory(events(), MOST, (snapshots, now) -> {
                    new ExpiredCommits(expired()).add(snapshots, events(), now);
                    throw new IllegalStateException("killed");
                });
                try {
                    dying.shorten(Instant.now());
                } catch (IllegalStateException killed) {
                    assertThat(killed).hasMessage("killed");
                }
            }
            case EXPIRE -> {
                Table events = events();
                SnapshotExpiry expiry = new SnapshotExpiry(events, Instant.now().plusSeconds(60));
                new ExpiredCommits(expired()).add(expiry.cutOff(), events, Instant.now());
                expiry.run();
            }
        }
    }

    private void rollBack() {
        Table events = events();
        if (commits.size() > 1
                && SnapshotUtil.isAncestorOf(
                        events,
                        events.currentSnapshot().snapshotId(),
                        commits.get(commits.size() - 2).snapshot())
                && events.snapshot(commits.get(commits.size() - 2).snapshot()) != null) {
            Commit gone = commits.remove(commits.size() - 1);
            undone.add(gone.snapshot());
            last = null;
            events.manageSnapshots()
                    .rollbackTo(commits.get(commits.size() - 1).snapshot())
                    .commit();
        }
    }

    private void check() {
        CommittedBatches batches = new CommittedBatches(events(), expired());
        List<CommittedBatch> expected =
                commits.stream().flatMap(commit -> commit.batch().stream()).toList();
        assertThat(batches.ids())
                .containsExactlyInAnyOrderElementsOf(
                        expected.stream().map(CommittedBatch::batchId).toList());
        for (CommittedBatch batch : expected) {
            assertThat(batches.find(batch.batchId())).contains(batch);
        }
        for (String source : SOURCES) {
            assertThat(batches.latestOf(source))
                    .isEqualTo(expected.stream()
                            .filter(batch -> batch.source().equals(source))
                            .reduce((earlier, later) -> later));
        }
        SortedSet<LocalDate> days = new TreeSet<>();
        for (int i = commits.size() - 1; i >= 0; i--) {
            assertThat(batches.daysSince(commits.get(i).snapshot())).contains(days);
            commits.get(i).batch().ifPresent(batch -> days.addAll(batch.days()));
        }
        for (long snapshot : undone) {
            assertThat(batches.daysSince(snapshot)).isEmpty();
        }
    }

    private void commit(String source) {
        CommittedBatch batch = new CommittedBatch(
                "b" + ++number,
                source,
                "p" + number,
                1,
                1,
                0,
                0,
                0,
                new TreeSet<>(List.of(LocalDate.of(2026, 5, 1).plusDays(number % 5))));
        last = file();
        AppendFiles append = FencedTable.of(events(), source).newAppend().appendFile(last);
        batch.summary().forEach(append::set);
        append.commit();
        made(Optional.of(batch));
    }

    private void made(Optional<CommittedBatch> batch) {
        commits.add(new Commit(events().currentSnapshot().snapshotId(), batch));
    }

    private DataFile file() {
        return DataFiles.builder(EventsTable.TABLE.partitioning())
                .withPath(folder.resolve("f" + ++number + ".parquet").toString())
                .withFileSizeInBytes(10)
                .withRecordCount(1)
                .withPartitionPath("event_time_day=2026-05-01")
                .build();
    }

    private Table events() {
        return catalog.table(Tenant.DEFAULT, EventsTable.TABLE);
    }

    private Table expired() {
        return catalog.table(Tenant.DEFAULT, ExpiredCommitsTable.TABLE);
    }
}
