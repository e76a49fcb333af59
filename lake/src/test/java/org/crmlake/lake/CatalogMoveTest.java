package org.crmlake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Table;
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

        assertThatThrownBy(prepared::commit).hasMessageContaining("this table has moved to jdbc:h2:mem:" + database);
        assertThatThrownBy(
                        () -> files.table(SHOP, EventsTable.TABLE).newAppend().commit())
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.EXTERNAL))
                .hasMessageContaining("this table has moved to jdbc:h2:mem:" + database)
                .hasMessageContaining("open it there");
        assertThat(snapshots(jdbc.table(SHOP, EventsTable.TABLE))).hasSize(3);
    }

    @Test
    void aCommitBetweenLookingAndClosingIsTakenOverOrFails() throws Exception {
        Table writer = commits(1);
        AtomicInteger committed = new AtomicInteger(1);
        Thread commits = new Thread(() -> {
            try {
                while (true) {
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
        String events = folder.toUri() + "crm_shop/events";
        String first = FolderTable.at(events, new Configuration()).orElseThrow().close("nowhere");
        // Ended before it could write more than the file.
        Files.write(metadata.resolve("v5.metadata.json"), new byte[0]);
        Files.deleteIfExists(metadata.resolve(".v5.metadata.json.crc"));

        assertThat(FolderTable.at(events, new Configuration()).orElseThrow().close("nowhere"))
                .isEqualTo(first)
                .endsWith("v4.metadata.json");
        inDatabase().createAndVerify(SHOP);
        assertThat(snapshots(jdbc.table(SHOP, EventsTable.TABLE))).isEqualTo(snapshots(before));
    }

    @Test
    void staysClosedWhenTheMarkIsLost() throws Exception {
        commits(3);
        inDatabase().createAndVerify(SHOP);
        Files.delete(metadata(SHOP, EventsTable.TABLE).resolve("v5.metadata.json"));

        assertThatThrownBy(() -> files.table(SHOP, EventsTable.TABLE)).hasMessageContaining("version 5 is missing");
    }

    @Test
    void knowsTheMarkThatMaintenanceMustLeave() {
        commits(3);
        inDatabase().createAndVerify(SHOP);
        Table moved = jdbc.table(SHOP, EventsTable.TABLE);
        List<String> kept = IntStream.rangeClosed(1, 5)
                .mapToObj(version -> metadata(SHOP, EventsTable.TABLE) + "/v" + version + ".metadata.json")
                .filter(path -> FolderTable.isMark(moved.io(), path))
                .toList();

        assertThat(kept).singleElement().asString().endsWith("/v5.metadata.json");
    }

    @Test
    void tenantsMoveOneByOne() {
        commits(1);
        files.createAndVerify(BANK);
        inDatabase().createAndVerify(SHOP);

        files.table(BANK, EventsTable.TABLE).newAppend().commit();
        assertThatThrownBy(() -> jdbc.table(BANK, EventsTable.TABLE))
                .hasMessage("Cannot open table crm_bank.events: it does not exist. Run `crmlake init --tenant bank`.");

        jdbc.createAndVerify(BANK);
        assertThat(snapshots(jdbc.table(BANK, EventsTable.TABLE))).hasSize(1);
    }

    @Test
    void makesNoTableWhereAnotherCatalogHasOne() {
        inDatabase().createAndVerify(SHOP);

        for (LakeSettings other : List.of(LakeSettings.inFolder(folder.toUri()), database("other"))) {
            try (LakeCatalog second = LakeCatalog.open(other, new Configuration())) {
                assertThatThrownBy(() -> second.createAndVerify(SHOP))
                        .isInstanceOfSatisfying(
                                CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFIG))
                        .hasMessageContaining("holds a table of another catalog, whose newest file is 00000-")
                        .hasMessageEndingWith(
                                ". Set lake.catalog.* to that catalog, or register the file in this one.");
            }
        }
    }

    private Table commits(int count) {
        files = LakeCatalog.open(LakeSettings.inFolder(folder.toUri()), new Configuration());
        files.createAndVerify(SHOP);
        Table events = files.table(SHOP, EventsTable.TABLE);
        for (int i = 0; i < count; i++) {
            events.newAppend().set("number", Integer.toString(i)).commit();
        }
        return events;
    }

    private LakeCatalog inDatabase() {
        jdbc = LakeCatalog.open(database(database), new Configuration());
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
