package org.crmlake.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.crmlake.model.CrmException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogDatabaseTest {
    @TempDir
    Path folder;

    @Test
    void keepsRowsFromStartToStart() throws Exception {
        SandboxHome home = new SandboxHome(folder);
        int port = SandboxPorts.ofHome(home).of(SandboxPorts.Port.CATALOG);
        CatalogDatabase first = CatalogDatabase.start(home, port);
        try (Connection client = connect(home, port);
                Statement statement = client.createStatement()) {
            statement.execute("INSERT INTO iceberg_tables VALUES ('lake', 'crm_shop', 'events', 'v1', NULL, 'TABLE')");
        }
        first.stop();

        CatalogDatabase second = CatalogDatabase.start(home, port);
        try (Connection client = connect(home, port);
                Statement statement = client.createStatement();
                ResultSet rows = statement.executeQuery("SELECT metadata_location FROM iceberg_tables")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("v1");
        }
        second.stop();
    }

    /** What a killed process has given to the system is what another one finds in its files. */
    @Test
    void hasWrittenWhatItSaysIsCommitted() throws Exception {
        SandboxHome home = new SandboxHome(folder.resolve("first"));
        SandboxHome copy = new SandboxHome(folder.resolve("copy"));
        CatalogDatabase database = CatalogDatabase.start(home, port(home));
        for (int i = 0; i < 20; i++) {
            try (Connection client = connect(home, port(home));
                    Statement statement = client.createStatement()) {
                statement.execute(
                        "INSERT INTO iceberg_tables VALUES ('lake', 'crm_shop', 't" + i + "', 'v0', NULL, 'TABLE')");
                statement.execute("UPDATE iceberg_tables SET metadata_location = 'v1' WHERE table_name = 't" + i + "'");
                Files.createDirectories(copy.catalogData());
                for (String file : List.of("lake.mv.db", "passwords.properties")) {
                    Files.copy(
                            home.catalogData().resolve(file),
                            copy.catalogData().resolve(file),
                            StandardCopyOption.REPLACE_EXISTING);
                }
            }
            CatalogDatabase killed = CatalogDatabase.start(copy, port(copy));
            try (Connection client = connect(copy, port(copy));
                    Statement statement = client.createStatement();
                    ResultSet rows = statement.executeQuery(
                            "SELECT count(*) FROM iceberg_tables WHERE metadata_location = 'v1'")) {
                rows.next();
                assertThat(rows.getInt(1)).isEqualTo(i + 1);
            }
            killed.stop();
        }
        database.stop();
    }

    @Test
    void makesNoEmptyOneInThePlaceOfOneThatIsGone() throws Exception {
        SandboxHome home = new SandboxHome(folder);
        CatalogDatabase.start(home, port(home)).stop();
        Path file = home.catalogData().resolve("lake.mv.db");
        Path aside = folder.resolve("aside");
        Files.move(file, aside);

        assertThatThrownBy(() -> CatalogDatabase.start(home, port(home)))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(CrmException.Kind.CONFIG))
                .hasMessage("Cannot open the catalog of the sandbox in " + home.folder() + ": its database " + file
                        + " is gone, which alone says what the tables hold. Put a copy of it back, as new as the tables, or"
                        + " destroy the sandbox.");
        assertThat(file).doesNotExist();

        Files.move(aside, file);
        CatalogDatabase.start(home, port(home)).stop();
    }

    @Test
    void takesOneThatIsThereAndSaysNothingOfItself() throws Exception {
        SandboxHome home = new SandboxHome(folder);
        CatalogDatabase.start(home, port(home)).stop();
        Files.delete(home.catalogData().resolve("lake.made"));

        CatalogDatabase.start(home, port(home)).stop();

        assertThat(home.catalogData().resolve("lake.made")).exists();
    }

    private static int port(SandboxHome home) {
        return SandboxPorts.ofHome(home).of(SandboxPorts.Port.CATALOG);
    }

    @Test
    void letsClientsChangeRowsAndNothingElse() throws Exception {
        SandboxHome home = new SandboxHome(folder);
        int port = SandboxPorts.ofHome(home).of(SandboxPorts.Port.CATALOG);
        CatalogDatabase database = CatalogDatabase.start(home, port);
        try (Connection client = connect(home, port);
                Statement statement = client.createStatement()) {
            for (String sql : new String[] {
                "CREATE TABLE other (a INT)",
                "DROP TABLE iceberg_tables",
                "CREATE ALIAS run FOR 'java.lang.Runtime.getRuntime'",
                "SET WRITE_DELAY 500",
                "SCRIPT TO 'copy.sql'",
                "CALL FILE_READ('/etc/hostname')",
                "SHUTDOWN"
            }) {
                assertThatThrownBy(() -> statement.execute(sql)).as(sql).isInstanceOf(SQLException.class);
            }
        }
        assertThatThrownBy(() -> DriverManager.getConnection(CatalogDatabase.address(port), CatalogDatabase.USER, ""))
                .isInstanceOf(SQLException.class);
        database.stop();
    }

    private static Connection connect(SandboxHome home, int port) throws SQLException {
        return DriverManager.getConnection(
                CatalogDatabase.address(port),
                CatalogDatabase.USER,
                CatalogPasswords.of(home).orElseThrow().client());
    }
}
