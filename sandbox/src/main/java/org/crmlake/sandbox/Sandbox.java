package org.crmlake.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import javax.management.JMException;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server process: NameNode, DataNode, ZooKeeper, HBase master and region server, and the database of the lake's catalog, in one
 * JVM. {@link SandboxControl} starts it in the background and asks it to stop by a file; the state file tells how far it is.
 */
final class Sandbox {
    private static final Logger LOG = LoggerFactory.getLogger(Sandbox.class);
    private static final Duration LONGEST_START = Duration.ofMinutes(5);
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(2);
    private static final Duration PACE = Duration.ofMillis(50);

    private final SandboxHome home;
    private final HeldLock lock;
    private final Clock clock;
    private HdfsServers hdfs;
    private ZooKeeperNode zooKeeper;
    private HBaseServers hbase;
    private CatalogDatabase catalog;
    private volatile boolean ending;

    private Sandbox(SandboxHome home, HeldLock lock, Clock clock) {
        this.home = home;
        this.lock = lock;
        this.clock = clock;
    }

    /** Runs the servers of the home given as the only argument until the process is told to end. */
    public static void main(String[] arguments) {
        SandboxHome home = new SandboxHome(Path.of(arguments[0]));
        Clock clock = Clock.systemUTC();
        Optional<HeldLock> lock = lock(home);
        if (lock.isEmpty()) {
            System.err.println("Cannot start the sandbox in " + home.folder() + ": it is running already.");
            System.exit(5);
        }
        Sandbox sandbox = new Sandbox(home, lock.orElseThrow(), clock);
        try {
            sandbox.tell(ServerState.Phase.STARTING, "");
            sandbox.start();
            Runtime.getRuntime().addShutdownHook(new Thread(sandbox::endWithTheMachine, "end"));
            sandbox.tell(ServerState.Phase.RUNNING, "");
            sandbox.awaitStopRequest();
            sandbox.stop();
            System.exit(0);
        } catch (Throwable e) {
            sandbox.fail(e);
        }
    }

    /** A client that looks whether a server is there holds the lock for a moment. */
    private static Optional<HeldLock> lock(SandboxHome home) {
        Deadline deadline = Deadline.in(LOCK_PATIENCE);
        Optional<HeldLock> lock = HeldLock.tryLock(home.serverLock());
        while (lock.isEmpty() && !deadline.isOver()) {
            Thread.onSpinWait();
            lock = HeldLock.tryLock(home.serverLock());
        }
        return lock;
    }

    private void start() throws Exception {
        Deadline deadline = Deadline.in(LONGEST_START);
        SandboxPorts ports = SandboxPorts.ofHome(home);
        ServerSettings settings = new ServerSettings(home, ports);
        // Daemons that share a JVM register metrics of the same names; outside this mode the second one fails.
        DefaultMetricsSystem.setMiniClusterMode(true);
        Files.createDirectories(home.scratch());
        Files.deleteIfExists(home.stopRequest());
        if (!Files.exists(settings.nameFolder())) {
            CatalogPasswords.choose(home);
        }
        hdfs = HdfsServers.start(settings, deadline);
        LOG.info("HDFS is up.");
        zooKeeper = ZooKeeperNode.start(settings.zooKeeperFolder(), ports.of(SandboxPorts.Port.ZOOKEEPER));
        LOG.info("ZooKeeper is up.");
        hbase = HBaseServers.start(settings.hbase(), deadline);
        LOG.info("HBase is up.");
        if (CatalogPasswords.isChosen(home)) {
            catalog = CatalogDatabase.start(home, ports.of(SandboxPorts.Port.CATALOG));
            LOG.info("The catalog is up.");
        }
        new ClientSettings(home, ports).write();
    }

    private void tell(ServerState.Phase phase, String message) {
        ServerState.ofThisProcess(phase, clock.instant(), message).write(home.stateFile());
    }

    private void fail(Throwable cause) {
        LOG.error("The sandbox failed.", cause);
        tell(ServerState.Phase.FAILED, String.valueOf(cause.getMessage()));
        Runtime.getRuntime().halt(1);
    }

    private void awaitStopRequest() throws InterruptedException {
        while (!Files.exists(home.stopRequest())) {
            if (!ending && !hbase.isUp()) {
                throw new CrmException(
                        Kind.EXTERNAL,
                        "Cannot go on with the sandbox: an HBase server ended. Read " + home.logFile()
                                + " and start it again.");
            }
            Thread.sleep(PACE.toMillis());
        }
    }

    /**
     * In the order of dependence, HBase first: it flushes its tables and closes its logs on HDFS.
     */
    private void stop() throws Exception {
        ending = true;
        tell(ServerState.Phase.STOPPING, "");
        if (catalog != null) {
            catalog.stop();
        }
        hbase.stop();
        LOG.info("HBase is down.");
        zooKeeper.stop();
        LOG.info("ZooKeeper is down.");
        hdfs.stop();
        LOG.info("HDFS is down.");
        writeArchive();
        Files.deleteIfExists(home.stateFile());
        lock.close();
    }

    /** Without an archive the next start is slower, and nothing else. */
    private static void writeArchive() {
        try {
            ClassArchive.write();
        } catch (IOException | JMException e) {
            LOG.warn("Cannot write the archive of loaded classes.", e);
        }
    }

    /** Told to end by a signal: HBase gets to flush its tables, and the rest, which is fit for a crash, ends with the JVM. */
    private void endWithTheMachine() {
        if (!ending) {
            ending = true;
            tell(ServerState.Phase.STOPPING, "");
            hbase.stop();
            LOG.info("HBase is down.");
        }
    }
}
