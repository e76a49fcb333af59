package org.crmlake.ingest.lock;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * A process that holds a lock.
 *
 * @param host the name of its machine
 * @param pid its process id there
 * @param started when it started, in milliseconds since 1970 as its machine says: another process may get the same id later
 */
record LockOwner(String host, long pid, long started) {

    /** Returns this process. */
    static LockOwner self() {
        return of(hostName(), ProcessHandle.current());
    }

    private static LockOwner of(String host, ProcessHandle process) {
        return new LockOwner(
                host,
                process.pid(),
                process.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
    }

    /** Returns whether the process lives; empty if that cannot be seen from here. */
    Optional<Boolean> alive() {
        if (!host.equals(hostName())) {
            return Optional.empty();
        }
        return Optional.of(ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> of(host, process).started == started)
                .isPresent());
    }

    byte[] bytes() {
        return (host + '\n' + pid + '\n' + started + '\n').getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the owner that {@link #bytes()} wrote down; empty if the writing did not come to its end. */
    static Optional<LockOwner> parse(byte[] bytes) {
        String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
        if (lines.length != 4 || !lines[1].matches("\\d{1,18}") || !lines[2].matches("\\d{1,18}")) {
            return Optional.empty();
        }
        return Optional.of(new LockOwner(lines[0], Long.parseLong(lines[1]), Long.parseLong(lines[2])));
    }

    @Override
    public String toString() {
        return "process " + pid + " on " + host;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return unresolved(e);
        }
    }

    /** The name is what the message begins with. Another one, the same for every such machine, would make one's processes another's dead. */
    static String unresolved(UnknownHostException e) {
        String message = e.getMessage() == null ? "" : e.getMessage();
        int end = message.indexOf(':');
        String name = (end < 0 ? message : message.substring(0, end)).strip();
        return name.isEmpty() ? "localhost" : name;
    }
}
