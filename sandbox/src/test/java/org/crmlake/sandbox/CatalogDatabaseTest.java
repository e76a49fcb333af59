package org.crmlake.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
                CatalogDatabase.address(port), CatalogDatabase.USER, CatalogDatabase.password(home));
    }
}
