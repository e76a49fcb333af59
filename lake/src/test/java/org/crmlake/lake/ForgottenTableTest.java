package org.crmlake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadataParser;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Tenant;
import org.crmlake.testing.UniqueName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that has lost rows never turns a table back, and what an init that was ended has left stops no other. */
class ForgottenTableTest {
    private static final Tenant SHOP = new Tenant("shop");
    private static final String REFUSED = "Cannot create table crm_shop.events: ";

    @TempDir
    Path folder;

    private final Configuration hadoop = FaultyDisk.configuration();
    private final String uri = "jdbc:h2:mem:" + UniqueName.of("lake") + ";DATABASE_TO_LOWER=TRUE";
    private Connection database;
    private LakeCatalog jdbc;

    @BeforeEach
    void open() throws SQLException {
        database = DriverManager.getConnection(uri, "sa", "");
        jdbc = LakeCatalog.open(LakeSettings.jdbc(uri, folder.toUri().toString(), "sa", ""), hadoop);
    }

    @AfterEach
    void close() throws SQLException {
        jdbc.close();
        database.close();
    }

    @Test
    void aTableThatHadMovedIsNotTurnedBackToTheDayOfTheMove() throws Exception {
        inPlainFiles(3);
        jdbc.createAndVerify(SHOP);
        commit(5);
        String newest = newestFile();
        forget("");

        for (int i = 0; i < 2; i++) {
            refuses(newest);
            assertThatThrownBy(this::events)
                    .hasMessage(
                            "Cannot open table crm_shop.events: it does not exist. Run `crmlake init --tenant shop`.");
        }

        restore(newest);
        jdbc.createAndVerify(SHOP);
        assertThat(events().snapshots()).hasSize(8);
    }

    @Test
    void neitherIsOneWhoseRowAloneIsLost() throws Exception {
        inPlainFiles(1);
        jdbc.createAndVerify(SHOP);
        commit(1);
        String newest = newestFile();
        forget(" WHERE table_name = 'events'");

        refuses(newest);
    }

    @Test
    void aTableThatWasMadeInTheDatabaseIsNotMadeAnewOverItsRows() throws Exception {
        jdbc.createAndVerify(SHOP);
        commit(2);
        String newest = newestFile();
        forget("");

        refuses(newest);
    }

    @Test
    void aTableThatHasMovedAndWasNotWrittenToIsTakenOverAgain() throws Exception {
        inPlainFiles(3);
        jdbc.createAndVerify(SHOP);
        forget("");

        jdbc.createAndVerify(SHOP);

        assertThat(events().snapshots()).hasSize(3);
    }

    @Test
    void anInitThatWasEndedBeforeItsRowWasThereIsDoneByTheNext() throws Exception {
        jdbc.createAndVerify(SHOP);
        forget("");
        Files.write(metadata().resolve("00000-" + UUID.randomUUID() + ".metadata.json"), new byte[0]);
        Files.writeString(metadata().resolve("00000-" + UUID.randomUUID() + ".metadata.json"), "{\"format-ver");

        assertThat(jdbc.createAndVerify(SHOP)).allMatch(table -> table.created());
        commit(1);
        assertThat(events().snapshots()).hasSize(1);
    }

    @Test
    void whatAnInitOfPlainFilesHasLeftStopsNeitherItselfNorADatabase() throws Exception {
        jdbc.createAndVerify(new Tenant("other"));
        String draft =
                TableMetadataParser.toJson(((HasTableOperations) jdbc.table(new Tenant("other"), EventsTable.TABLE))
                        .operations()
                        .current());
        for (String left : new String[] {"", "{\"format-ver", draft}) {
            Files.createDirectories(metadata());
            Files.writeString(metadata().resolve(UUID.randomUUID() + ".metadata.json"), left);
        }

        assertThat(jdbc.createAndVerify(SHOP)).allMatch(table -> table.created());
        try (LakeCatalog files = LakeCatalog.open(OtherProcess.lake(folder.resolve("files")), hadoop)) {
            Path own = Files.createDirectories(folder.resolve("files/crm_shop/events/metadata"));
            Files.writeString(own.resolve(UUID.randomUUID() + ".metadata.json"), draft);
            assertThat(files.createAndVerify(SHOP)).allMatch(table -> table.created());
        }
    }

    @Test
    void anInitOfPlainFilesThatWasCutOffIsDoneByTheNext() {
        try (LakeCatalog files = LakeCatalog.open(OtherProcess.lake(folder), hadoop)) {
            FaultyDisk.loseRequest("events");
            assertThatThrownBy(() -> files.createAndVerify(SHOP)).isInstanceOf(CrmException.class);
            files.createAndVerify(SHOP);
            FaultyDisk.loseAnswer("events");
            files.createAndVerify(new Tenant("bank"));

            assertThat(FaultyDisk.left()).isZero();
            assertThat(files.createAndVerify(SHOP)).allMatch(table -> !table.created());
            assertThat(files.createAndVerify(new Tenant("bank"))).allMatch(table -> !table.created());
        }
    }

    @Test
    void ofManyInitsAtOnceEachTableOfPlainFilesIsMadeByOne() throws Exception {
        ManyInits.atOnce(() -> LakeCatalog.open(OtherProcess.lake(folder), hadoop));
    }

    private void inPlainFiles(int commits) {
        try (LakeCatalog files = LakeCatalog.open(OtherProcess.lake(folder), hadoop)) {
            files.createAndVerify(SHOP);
            for (int i = 0; i < commits; i++) {
                files.table(SHOP, EventsTable.TABLE).newAppend().commit();
            }
        }
    }

    private void commit(int times) {
        for (int i = 0; i < times; i++) {
            events().newAppend().commit();
        }
    }

    private void refuses(String newest) throws IOException {
        long files = files();
        assertThatThrownBy(() -> jdbc.createAndVerify(SHOP))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFIG))
                .hasMessage(
                        REFUSED + folder.toUri() + "crm_shop/events holds a table of another catalog, or one that this"
                                + " catalog has forgotten, whose newest file is "
                                + Path.of(newest).getFileName()
                                + ". Restore the database of this catalog if it has known the table; else set lake.catalog.* to"
                                + " the other one, or register the file in this one.");
        assertThat(files()).isEqualTo(files);
    }

    private long files() throws IOException {
        try (var files = Files.list(metadata())) {
            return files.count();
        }
    }

    private void forget(String which) throws SQLException {
        execute("DELETE FROM iceberg_tables" + which);
    }

    private void restore(String newest) throws SQLException {
        execute("INSERT INTO iceberg_tables(catalog_name, table_namespace, table_name, metadata_location, iceberg_type)"
                + " VALUES ('lake', 'crm_shop', 'events', '" + newest + "', 'TABLE')");
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute(sql);
        }
    }

    private String newestFile() {
        return ((HasTableOperations) events()).operations().current().metadataFileLocation();
    }

    private Path metadata() {
        return folder.resolve("crm_shop/events/metadata");
    }

    private Table events() {
        return jdbc.table(SHOP, EventsTable.TABLE);
    }
}
