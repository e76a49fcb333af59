package org.crmlake.sandbox;

import java.nio.file.Path;

/**
 * Where a sandbox keeps what is its own. Everything lies below one folder, so that two sandboxes in two folders know nothing
 * of each other.
 *
 * @param folder absolute and normalized
 */
public record SandboxHome(Path folder) {
    /** The environment variable that names the folder. */
    public static final String VARIABLE = "CRMLAKE_HOME";

    public SandboxHome {
        folder = folder.toAbsolutePath().normalize();
    }

    /** Returns the folder with {@code core-site.xml}, {@code hdfs-site.xml}, {@code lake-site.xml} and {@code hbase-site.xml} for clients. */
    public Path conf() {
        return folder.resolve("conf");
    }

    /** Returns the folder that holds all data of all servers. */
    public Path data() {
        return folder.resolve("sandbox");
    }

    /** Returns the folder of the logs. */
    public Path logs() {
        return folder.resolve("logs");
    }

    /** Returns the servers' log. */
    public Path logFile() {
        return logs().resolve("sandbox.log");
    }

    /** Returns what the server process wrote to its standard output and error: as a rule nothing. */
    public Path outputFile() {
        return logs().resolve("sandbox.out");
    }

    /** Returns the folder for scratch files of servers and clients. */
    public Path scratch() {
        return folder.resolve("tmp");
    }

    Path catalogData() {
        return data().resolve("catalog");
    }

    Path catalogPasswords() {
        return catalogData().resolve("passwords.properties");
    }

    Path portsFile() {
        return data().resolve("ports.properties");
    }

    Path stateFile() {
        return data().resolve("state.properties");
    }

    /** Returns the file whose appearance asks the servers to stop. */
    Path stopRequest() {
        return data().resolve("stop.request");
    }

    Path serverLock() {
        return data().resolve("server.lock");
    }

    Path startLock() {
        return data().resolve("start.lock");
    }
}
