package org.crmlake.sandbox;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What can be seen of a sandbox from outside.
 *
 * @param home where its data, logs and client configuration are
 * @param processId of the server process; 0 where there is none
 * @param reached when the state was reached; {@code null} where no server has said so
 * @param message why the last start failed; else empty
 * @param servers one entry a server that speaks to clients; empty for a sandbox that was never started
 */
public record SandboxStatus(
        SandboxHome home, State state, long processId, Instant reached, String message, List<Server> servers) {
    /** The states of a sandbox. */
    public enum State {
        /** Never started, or destroyed: there is no data. */
        ABSENT,
        /** There is data, and no process. */
        STOPPED,
        /** The process runs and is not ready yet. */
        STARTING,
        /** HDFS is out of safe mode and HBase serves its tables. */
        RUNNING,
        /** The process is on its way down. */
        STOPPING,
        /** The last start failed, and there is no process. */
        FAILED
    }

    /**
     * One server of the sandbox.
     *
     * @param address {@code host:port}
     * @param listening whether something accepts connections there
     */
    public record Server(String name, String address, boolean listening) {}

    public SandboxStatus {
        servers = List.copyOf(servers);
    }

    /** Returns when the state was reached, where a server has said so. */
    public Optional<Instant> since() {
        return Optional.ofNullable(reached);
    }

    /** Returns whether the stores can be used. */
    public boolean isRunning() {
        return state == State.RUNNING;
    }
}
