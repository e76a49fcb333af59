package org.crmlake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.TableState;
import org.crmlake.model.Tenant;
import org.crmlake.testing.UniqueName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogMoveTest {
    private static final Tenant SHOP = new Tenant("shop");
    private static final Tenant BANK = new Tenant("bank");

    @TempDir
    Path folder;

    private final Configuration hadoop = FaultyDisk.configuration();
    private final String database = UniqueName.of("lake");
    private LakeCatalog files;
    private LakeCatalog jdbc;

    @AfterEach
    void close() {
        Stream.of(files, jdbc).filter(catalog -> catalog != null).forEach(LakeCatalog::close);
    }

    @Test
    void takesOverTheTablesThatPlainFilesKeptWithAllTheirCommits() {
        Table before = commits(3);
        List<Long> snapshots = snapshots(before);

        List<TableState> states = inDatabase().createAndVerify(SHOP);

        assertThat(states).allMatch(state -> !state.created() && state.drifts().isEmpty());
        Table after = jdbc.table(SHOP, EventsTable.TABLE);
        assertThat(after.uuid()).isEqualTo(before.uuid());
        assertThat(snapshots(after)).isEqualTo(snapshots);
        after.newAppend().commit();
        assertThat(snapshots(jdbc.table(SHOP, EventsTable.TABLE)))
                .hasSize(4)
                .startsWith(snapshots.toArray(Long[]::new));
    }

    @Test
    void aWriterThatHadOpenedATableBeforeCannotCommitAfterwards() {
        Table writer = commits(3);
        var prepared = writer.newAppend();
        inDatabase().createAndVerify(SHOP);

        String moved = "Cannot open table file:" + folder.resolve("crm_shop/events")
                + " as plain files: it has moved to jdbc:h2:mem:" + database
                + ";DATABASE_TO_LOWER=TRUE. Set lake.catalog.* to that catalog.";
        assertThatThrownBy(prepared::commit).isInstanceOf(CrmException.class).hasMessage(moved);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> writer.newAppend().commit()).hasMessageContaining(moved);
            assertThatThrownBy(writer::refresh).isInstanceOf(CrmException.class).hasMessage(moved);
        }
        assertThatThrownBy(() -> files.table(SHOP, EventsTable.TABLE))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFIG))
                .hasMessage(moved);
        assertThatThrownBy(() -> files.createAndVerify(SHOP)).hasMessage(moved);
        assertThat(snapshots(jdbc.table(SHOP, EventsTable.TABLE))).hasSize(3);
        assertThat(metadata(SHOP, EventsTable.TABLE).resolve("v6.metadata.json"))
                .doesNotExist();
    }

    @Test
    void aWriterThatStoodStillBeforeItsCommitWhileTheTableMovedEndsWithoutOne() {
        Table writer = commits(3);
        FaultyDisk.pauseBeforeCommit("events", () -> inDatabase().createAndVerify(SHOP));

        assertThatThrownBy(() -> writer.newAppend().commit()).hasMessageContaining("it has moved to jdbc:h2:mem:");
        assertThat(FaultyDisk.left()).isZero();
        assertThat(snapshots(jdbc.table(SHOP, EventsTable.TABLE))).hasSize(3);
    }

    @Test
    void aCommitWhoseAnswerWasLostBeforeTheTableMovedIsTakenOver() {
        Table writer = commits(3);
        FaultyDisk.pauseAfterCommit("events", () -> {
            inDatabase().createAndVerify(SHOP);
            throw new IOException("Connection reset by peer");
        });

        assertThatThrownBy(() -> writer.newAppend().commit())
                .isInstanceOf(CommitStateUnknownException.class)
                .hasMessageContaining("it has moved to jdbc:h2:mem:");
        assertThat(snapshots(jdbc.table(SHOP, EventsTable.TABLE))).hasSize(4);
    }

    @Test
    void aCommitBetweenLookingAndClosingIsTakenOverOrFails() throws Exception {
        Table writer = commits(1);
        AtomicInteger committed = new AtomicInteger(1);
        Thread commits = new Thread(() -> {
            try {
                while (committed.get() < 10_000) {
                    writer.newAppend().commit();
                    committed.incrementAndGet();
                }
            } catch (RuntimeException closed) {
                return;
            }
        });
        commits.start();
        inDatabase().createAndVerify(SHOP);
        commits.join();

        assertThat(snapshots(jdbc.table(SHOP, EventsTable.TABLE))).hasSize(committed.get());
    }

    @Test
    void goesOnWhereAnInitWasCutOff() throws Exception {
        Table before = commits(3);
        Path metadata = metadata(SHOP, EventsTable.TABLE);
        String events = folder.resolve("crm_shop/events").toString();
        String first = FolderTable.at(events, hadoop).orElseThrow().close(home());
        // Ended before it could write more than the file.
        Files.write(metadata.resolve("v5.metadata.json"), new byte[0]);

        assertThat(FolderTable.at(events, hadoop).orElseThrow().close(home()))
                .isEqualTo(first)
                .endsWith("v4.metadata.json");
        assertThat(metadata.resolve("v5.metadata.json")).content().contains("moved to " + home());
        inDatabase().createAndVerify(SHOP);
        assertThat(snapshots(jdbc.table(SHOP, EventsTable.TABLE))).isEqualTo(snapshots(before));
    }

    @Test
    void noSecondCatalogTakesOverATableThatHasMoved() {
        commits(1);
        inDatabase().createAndVerify(SHOP);

        try (LakeCatalog second = LakeCatalog.open(database("other"), hadoop)) {
            assertThatThrownBy(() -> second.createAndVerify(SHOP))
                    .isInstanceOfSatisfying(
                            CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFIG))
                    .hasMessageEndingWith(
                            " as plain files: it has moved to " + home() + ". Set lake.catalog.* to that catalog.");
        }
    }

    @Test
    void saysWhatToDoAboutATableThatIsOnItsWay() throws Exception {
        commits(1);
        Files.write(metadata(SHOP, EventsTable.TABLE).resolve("v3.metadata.json"), new byte[0]);

        assertThatThrownBy(() -> files.table(SHOP, EventsTable.TABLE))
                .isInstanceOf(CrmException.class)
                .hasMessageEndingWith("/crm_shop/events as plain files: it is on its way to another catalog. Set"
                        + " lake.catalog.* to that one and run `crmlake init` again.");
    }

    @Test
    void maintenanceLeavesTheMark() {
        commits(3);
        inDatabase().createAndVerify(SHOP);
        Table moved = jdbc.table(SHOP, EventsTable.TABLE);
        for (int i = 0; i < 110; i++) {
            moved.newAppend().commit();
        }
        new OldMetadata(moved)
                .remove(Instant.now().plus(Duration.ofDays(2)), Instant.now().plus(Duration.ofDays(2)), false);

        Path metadata = metadata(SHOP, EventsTable.TABLE);
        assertThat(metadata.resolve("v4.metadata.json")).doesNotExist();
        assertThat(metadata.resolve("v5.metadata.json")).isNotEmptyFile();
        assertThatThrownBy(() -> files.table(SHOP, EventsTable.TABLE)).hasMessageContaining("it has moved to");
    }

    @Test
    void tablesThatWereNotMovedAreNotTakenForMissingOnes() {
        commits(1);

        assertThatThrownBy(() -> inDatabase().table(SHOP, EventsTable.TABLE))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND))
                .hasMessage(
                        "Cannot open table crm_shop.events: plain files have kept it so far. Run `crmlake init --tenant"
                                + " shop`, which moves it to the catalog at jdbc:h2:mem:" + database
                                + ";DATABASE_TO_LOWER=TRUE.");
    }

    @Test
    void tenantsMoveOneByOne() {
        commits(1);
        files.createAndVerify(BANK);
        inDatabase().createAndVerify(SHOP);

        files.table(BANK, EventsTable.TABLE).newAppend().commit();
        assertThatThrownBy(() -> jdbc.table(BANK, EventsTable.TABLE))
                .hasMessageStartingWith("Cannot open table crm_bank.events: plain files have kept it so far.");

        jdbc.createAndVerify(BANK);
        assertThat(snapshots(jdbc.table(BANK, EventsTable.TABLE))).hasSize(1);
    }

    @Test
    void takesOverTablesFromTheFolderThatIsSaid() {
        List<Long> snapshots = snapshots(commits(3));
        String elsewhere = folder.resolve("elsewhere").toUri().toString();
        hadoop.set("lake.catalog.moved-from", folder.toUri().toString());
        jdbc = LakeCatalog.open(LakeSettings.jdbc(home(), elsewhere, "sa", ""), hadoop);

        assertThat(jdbc.knows(SHOP)).isTrue();
        assertThat(jdbc.knows(BANK)).isFalse();
        assertThat(jdbc.createAndVerify(SHOP)).noneMatch(TableState::created);
        assertThat(snapshots(jdbc.table(SHOP, EventsTable.TABLE))).isEqualTo(snapshots);
        assertThat(jdbc.createAndVerify(BANK)).allMatch(TableState::created);
        assertThat(jdbc.knows(BANK)).isTrue();
    }

    @Test
    void makesNoTableWhereAnotherCatalogHasOne() {
        inDatabase().createAndVerify(SHOP);

        for (LakeSettings other : List.of(plainFiles(), database("other"))) {
            try (LakeCatalog second = LakeCatalog.open(other, hadoop)) {
                assertThatThrownBy(() -> second.createAndVerify(SHOP))
                        .isInstanceOfSatisfying(
                                CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFIG))
                        .hasMessageStartingWith("Cannot create table crm_shop.")
                        .hasMessageContaining(
                                " holds a table of another catalog, or one that this catalog has forgotten,"
                                        + " whose newest file is 00000-")
                        .hasMessageEndingWith(
                                ".metadata.json. Restore the database of this catalog if it has known the"
                                        + " table; else set lake.catalog.* to the other one, or register the file in this one.");
            }
        }
    }

    private Table commits(int count) {
        files = LakeCatalog.open(plainFiles(), hadoop);
        files.createAndVerify(SHOP);
        Table events = files.table(SHOP, EventsTable.TABLE);
        for (int i = 0; i < count; i++) {
            events.newAppend().set("number", Integer.toString(i)).commit();
        }
        return events;
    }

    private LakeSettings plainFiles() {
        return OtherProcess.lake(folder);
    }

    private String home() {
        return "jdbc:h2:mem:" + database + ";DATABASE_TO_LOWER=TRUE";
    }

    private LakeCatalog inDatabase() {
        jdbc = LakeCatalog.open(database(database), hadoop);
        return jdbc;
    }

    private LakeSettings database(String name) {
        return LakeSettings.jdbc(
                "jdbc:h2:mem:" + name + ";DATABASE_TO_LOWER=TRUE",
                folder.toUri().toString(),
                "sa",
                "");
    }

    private Path metadata(Tenant tenant, LakeTable table) {
        return folder.resolve(tenant.namespace()).resolve(table.name()).resolve("metadata");
    }

    private static List<Long> snapshots(Table table) {
        return Stream.of(table.snapshots())
                .flatMap(all -> StreamSupport.stream(all.spliterator(), false))
                .map(snapshot -> snapshot.snapshotId())
                .toList();
    }
}
