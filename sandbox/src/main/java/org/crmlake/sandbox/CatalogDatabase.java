package org.crmlake.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.h2.tools.Server;

/**
 * The database in which the lake's catalog is. Clients may read and change the rows of its two tables and nothing else.
 *
 * @param keeper a connection that keeps the database open between clients
 */
record CatalogDatabase(Server server, Connection keeper) {
    /** The user of clients. */
    static final String USER = "lake";

    /** Names in lower case, as Iceberg looks for them. */
    private static final String SETTINGS = ";DATABASE_TO_LOWER=TRUE";

    private static final String OWNER = "sandbox";

    /** A database that loses what it promised when its process is killed would turn a table back. */
    private static final String WRITE_AT_ONCE = "SET WRITE_DELAY 0";

    private static final String FILE = "lake.mv.db";

    /** An empty file that says that the database has been there. */
    private static final String MADE = "lake.made";

    /** As Iceberg makes them, schema V1. */
    private static final List<String> TABLES = List.of(
            "CREATE TABLE IF NOT EXISTS iceberg_tables(catalog_name VARCHAR(255) NOT NULL, table_namespace VARCHAR(255) NOT NULL,"
                    + " table_name VARCHAR(255) NOT NULL, metadata_location VARCHAR(1000),"
                    + " previous_metadata_location VARCHAR(1000), iceberg_type VARCHAR(5),"
                    + " PRIMARY KEY (catalog_name, table_namespace, table_name))",
            "CREATE TABLE IF NOT EXISTS iceberg_namespace_properties(catalog_name VARCHAR(255) NOT NULL,"
                    + " namespace VARCHAR(255) NOT NULL, property_key VARCHAR(255), property_value VARCHAR(1000),"
                    + " PRIMARY KEY (catalog_name, namespace, property_key))");

    /**
     * Starts it on loopback; makes it where there has been none yet.
     *
     * @throws CrmException CONFIG if there has been one and it is gone: tables would be missing, and nobody would know
     */
    static CatalogDatabase start(SandboxHome home, int port) throws SQLException, IOException {
        System.setProperty("h2.bindAddress", "127.0.0.1");
        Path folder = Files.createDirectories(home.catalogData());
        Path made = folder.resolve(MADE);
        if (Files.exists(made) && !Files.exists(folder.resolve(FILE))) {
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot open the catalog of the sandbox in " + home.folder() + ": its database "
                            + folder.resolve(FILE)
                            + " is gone, which alone says what the tables hold. Put a copy of it back, as new as the tables,"
                            + " or destroy the sandbox.");
        }
        CatalogPasswords passwords = CatalogPasswords.choose(home);
        Connection keeper = DriverManager.getConnection(
                "jdbc:h2:file:" + folder.resolve("lake") + SETTINGS, OWNER, passwords.owner());
        try (Statement statement = keeper.createStatement()) {
            statement.execute(WRITE_AT_ONCE);
            for (String table : TABLES) {
                statement.execute(table);
            }
            statement.execute("CREATE USER IF NOT EXISTS " + USER + " PASSWORD '" + passwords.client() + "'");
            statement.execute(
                    "GRANT SELECT, INSERT, UPDATE, DELETE ON iceberg_tables, iceberg_namespace_properties TO " + USER);
        }
        if (!Files.exists(made)) {
            Files.createFile(made);
        }
        Server server = Server.createTcpServer(
                        "-tcpPort", Integer.toString(port), "-baseDir", folder.toString(), "-ifExists", "-tcpDaemon")
                .start();
        return new CatalogDatabase(server, keeper);
    }

    /** Returns the address for clients. */
    static String address(int port) {
        return "jdbc:h2:tcp://localhost:" + port + "/lake" + SETTINGS;
    }

    void stop() throws SQLException {
        server.stop();
        keeper.close();
    }
}
