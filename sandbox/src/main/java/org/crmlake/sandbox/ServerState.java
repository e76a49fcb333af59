package org.crmlake.sandbox;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;

/**
 * What the server process last said of itself.
 *
 * @param since when the process reached this phase
 * @param message why, where the phase is FAILED; else empty
 */
record ServerState(long pid, Phase phase, Instant since, String message) {
    /** How far the servers are. */
    enum Phase {
        STARTING,
        RUNNING,
        STOPPING,
        FAILED
    }

    static ServerState ofThisProcess(Phase phase, Instant now, String message) {
        return new ServerState(ProcessHandle.current().pid(), phase, now, message);
    }

    /** Returns the state in the file, or nothing where no server has been started since the last orderly stop. */
    static Optional<ServerState> read(Path file) {
        return PropertiesFile.read(file)
                .map(saved -> new ServerState(
                        Long.parseLong(saved.getProperty("pid")),
                        Phase.valueOf(saved.getProperty("phase")),
                        Instant.parse(saved.getProperty("since")),
                        saved.getProperty("message")));
    }

    void write(Path file) {
        Properties properties = new Properties();
        properties.setProperty("pid", Long.toString(pid));
        properties.setProperty("phase", phase.name());
        properties.setProperty("since", since.toString());
        properties.setProperty("message", message);
        PropertiesFile.write(file, properties);
    }
}
