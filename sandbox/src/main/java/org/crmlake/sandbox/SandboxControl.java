package org.crmlake.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.sandbox.SandboxStatus.Server;
import org.crmlake.sandbox.SandboxStatus.State;

/**
 * Starts, stops and looks at the sandbox of one home, from another process than the servers' own. No class of a server is
 * loaded here.
 */
public final class SandboxControl {
    private static final Duration PACE = Duration.ofMillis(20);
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(2);
    private static final Duration CONNECT_PATIENCE = Duration.ofMillis(300);
    private static final List<SandboxPorts.Port> SHOWN = List.of(
            SandboxPorts.Port.NAMENODE,
            SandboxPorts.Port.DATANODE,
            SandboxPorts.Port.ZOOKEEPER,
            SandboxPorts.Port.MASTER,
            SandboxPorts.Port.REGIONSERVER,
            SandboxPorts.Port.CATALOG);

    private final SandboxHome home;
    private final SandboxLaunch launch;

    public SandboxControl(SandboxHome home, SandboxLaunch launch) {
        this.home = home;
        this.launch = launch;
    }

    /**
     * Starts the servers in the background and returns when they are ready; at once where they are already.
     *
     * @param patience how long to wait
     * @throws CrmException EXTERNAL where they do not come up in that time, or a port is taken
     */
    public SandboxStatus start(Duration patience) {
        Deadline deadline = Deadline.in(patience);
        try (HeldLock onlyStarter = startLock(deadline)) {
            State state = state();
            if (state == State.STOPPING) {
                awaitEnd(deadline);
            }
            if (state == State.RUNNING) {
                return status();
            }
            Process process = state == State.STARTING ? null : spawn();
            deadline.await("the servers to start", PACE, () -> isSettled(process));
            requireRunning(process);
            return status();
        } catch (InterruptedException e) {
            throw interrupted("start", e);
        }
    }

    private HeldLock startLock(Deadline deadline) throws InterruptedException {
        Optional<HeldLock> lock = HeldLock.tryLock(home.startLock());
        while (lock.isEmpty()) {
            if (deadline.isOver()) {
                throw new CrmException(
                        Kind.LOCKED,
                        "Cannot start the sandbox in " + home.folder()
                                + ": another command has been starting it for as long. Wait for that command.");
            }
            Thread.sleep(PACE.toMillis());
            lock = HeldLock.tryLock(home.startLock());
        }
        return lock.get();
    }

    private Process spawn() {
        SandboxPorts.ofHome(home).requireFree(home);
        try {
            // Servers that ask nobody who they are keep all there is of people in here.
            Folders.createPrivate(home.data());
            Folders.createPrivate(home.logs());
            Folders.createPrivate(home.scratch());
            // What an earlier process said must not be taken for the word of this one.
            Files.deleteIfExists(home.stateFile());
            return new ProcessBuilder(launch.command(home))
                    .directory(home.folder().toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(home.outputFile().toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new CrmException(
                    Kind.EXTERNAL,
                    "Cannot start the sandbox in " + home.folder() + ": " + e.getMessage()
                            + ". Check that the folder can be written and Java is there.",
                    e);
        }
    }

    private boolean isSettled(Process process) {
        if (process != null && !process.isAlive()) {
            return true;
        }
        State state = state();
        return state == State.RUNNING || state == State.FAILED;
    }

    private void requireRunning(Process process) {
        if (state() == State.RUNNING) {
            return;
        }
        String reason = ServerState.read(home.stateFile())
                .map(ServerState::message)
                .filter(message -> !message.isEmpty())
                .orElseGet(() ->
                        process == null ? "its process ended" : "its process ended with code " + process.exitValue());
        throw new CrmException(
                Kind.EXTERNAL,
                "Cannot start the sandbox in " + home.folder() + ": " + reason + ". Read " + home.logFile() + " and "
                        + home.outputFile() + ".");
    }

    /**
     * Stops the servers in order and returns when they have written everything and ended; at once where none runs. Servers that
     * do not end in time are killed, which loses nothing that was acknowledged but makes the next start slower.
     */
    public SandboxStatus stop(Duration patience) {
        ServerState server = ServerState.read(home.stateFile()).orElse(null);
        if (!isAlive() || server == null) {
            return status();
        }
        try {
            Files.writeString(home.stopRequest(), "");
            if (!endsWithin(Deadline.in(patience))) {
                ProcessHandle.of(server.pid()).ifPresent(ProcessHandle::destroyForcibly);
                awaitEnd(Deadline.in(patience));
            }
        } catch (InterruptedException e) {
            throw interrupted("stop", e);
        } catch (IOException e) {
            throw new CrmException(
                    Kind.EXTERNAL,
                    "Cannot stop the sandbox in " + home.folder() + ": " + e
                            + ". Check that the folder can be written.",
                    e);
        }
        return status();
    }

    private boolean endsWithin(Deadline deadline) throws InterruptedException {
        while (isAlive()) {
            if (deadline.isOver()) {
                return false;
            }
            Thread.sleep(PACE.toMillis());
        }
        return true;
    }

    private void awaitEnd(Deadline deadline) throws InterruptedException {
        deadline.await("the servers to end", PACE, () -> !isAlive());
    }

    /** Returns what can be seen now; never fails because servers are down. */
    public SandboxStatus status() {
        State state = state();
        ServerState server = ServerState.read(home.stateFile()).orElse(null);
        boolean told = server != null && state != State.ABSENT && state != State.STOPPED;
        return new SandboxStatus(
                home,
                state,
                told && state != State.FAILED ? server.pid() : 0,
                told ? server.since() : null,
                told ? server.message() : "",
                state == State.ABSENT ? List.of() : servers());
    }

    private State state() {
        if (!Files.exists(home.portsFile())) {
            return State.ABSENT;
        }
        Optional<ServerState> server = ServerState.read(home.stateFile());
        if (!isAlive()) {
            return server.filter(said -> said.phase() == ServerState.Phase.FAILED)
                    .map(said -> State.FAILED)
                    .orElse(State.STOPPED);
        }
        return server.map(said -> State.valueOf(said.phase().name())).orElse(State.STARTING);
    }

    /** The lock is the one witness that cannot be out of date: the system takes it back from a dead process. */
    private boolean isAlive() {
        if (!Files.exists(home.serverLock())) {
            return false;
        }
        Optional<HeldLock> lock = HeldLock.tryLock(home.serverLock());
        lock.ifPresent(HeldLock::close);
        return lock.isEmpty();
    }

    private List<Server> servers() {
        SandboxPorts ports = SandboxPorts.saved(home).orElseGet(() -> new SandboxPorts(Map.of()));
        return SHOWN.stream()
                .filter(ports.numbers()::containsKey)
                .filter(port -> port != SandboxPorts.Port.CATALOG || CatalogPasswords.isChosen(home))
                .map(port -> new Server(port.key(), ports.address(port), isListening(ports.of(port))))
                .toList();
    }

    private static boolean isListening(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) CONNECT_PATIENCE.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Lets the sandbox keep the lake's catalog in its database from its next start on. Tables that plain files have kept are known to it
     * once they are moved.
     *
     * @throws CrmException USAGE where the servers run, LOCKED where another command is starting them
     */
    public void moveCatalog() {
        if (CatalogPasswords.isChosen(home)) {
            return;
        }
        try (HeldLock noStarter = startLock(Deadline.in(LOCK_PATIENCE))) {
            if (isAlive()) {
                throw new CrmException(
                        Kind.USAGE,
                        "Cannot move the catalog of the sandbox in " + home.folder()
                                + ": it is running. Stop it first.");
            }
            CatalogPasswords.choose(home);
        } catch (InterruptedException e) {
            throw interrupted("move the catalog of", e);
        }
    }

    /**
     * Removes the data, the logs and the client configuration of a sandbox that does not run. Other files in the home stay.
     *
     * @throws CrmException USAGE where the servers run
     */
    public void destroy() {
        if (isAlive()) {
            throw new CrmException(
                    Kind.USAGE, "Cannot destroy the sandbox in " + home.folder() + ": it is running. Stop it first.");
        }
        if (state() == State.ABSENT) {
            return;
        }
        try {
            for (String name : List.of("core-site.xml", "hdfs-site.xml", "lake-site.xml", "hbase-site.xml")) {
                Files.deleteIfExists(home.conf().resolve(name));
            }
            for (Path log : List.of(home.logFile(), home.outputFile())) {
                Files.deleteIfExists(log);
            }
            Folders.delete(home.scratch());
            Folders.delete(home.data());
            Folders.deleteEmpty(home.conf());
            Folders.deleteEmpty(home.logs());
        } catch (IOException e) {
            throw new CrmException(
                    Kind.EXTERNAL, "Cannot destroy the sandbox in " + home.folder() + ": " + e + ". Try again.", e);
        }
    }

    private CrmException interrupted(String verb, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new CrmException(
                Kind.EXTERNAL,
                "Cannot " + verb + " the sandbox in " + home.folder()
                        + ": the wait was interrupted. Ask for its status.",
                cause);
    }
}
