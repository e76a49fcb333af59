package org.crmlake.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.LocalHBaseCluster;
import org.apache.hadoop.hbase.io.compress.Compression;
import org.apache.hadoop.hbase.util.JVMClusterUtil.RegionServerThread;
import org.apache.hadoop.hbase.zookeeper.MiniZooKeeperCluster;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One HBase per JVM: ZooKeeper, a master and a region server on loopback and free ports, with its files on {@link MiniHdfs}.
 *
 * <p>{@code @ExtendWith(MiniHBase.class)} fills parameters of type {@link Configuration} (HBase's, with {@code fs.defaultFS} of
 * the test HDFS), {@link FileSystem} (that HDFS) and {@link Servers}. Do not register {@link MiniHdfs} beside it.
 */
public final class MiniHBase implements ParameterResolver {
    private static final Duration LONGEST_START = Duration.ofMinutes(2);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Configuration.class || type == FileSystem.class || type == Servers.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // HDFS first: the store closes in reverse order of starting.
        MiniHdfs.Running hdfs = MiniHdfs.running(context);
        Running hbase = SharedResource.of(context, Running.class, () -> start(hdfs.configuration()));
        Class<?> type = parameter.getParameter().getType();
        if (type == FileSystem.class) {
            return hdfs.fileSystem();
        }
        return type == Servers.class ? new Servers(hbase.cluster()) : new Configuration(hbase.sharedConfiguration());
    }

    static Running start(Configuration hdfs) throws IOException, InterruptedException {
        Path folder = TempFolder.create("hbase");
        Configuration configuration = HBaseConfiguration.create(hdfs);
        configuration.set("hbase.tmp.dir", folder.resolve("tmp").toString());
        MiniZooKeeperCluster zooKeeper = new MiniZooKeeperCluster(configuration);
        int clientPort = zooKeeper.startup(folder.resolve("zookeeper").toFile());
        configuration.set("hbase.zookeeper.quorum", "127.0.0.1");
        configuration.setInt("hbase.zookeeper.property.clientPort", clientPort);
        configuration.set("hbase.rootdir", hdfs.get("fs.defaultFS") + "/hbase");
        configuration.setBoolean("hbase.cluster.distributed", true);
        onLoopbackAndFreePorts(configuration);
        small(configuration);
        configuration.set("hbase.io.compress.zstd.codec", "org.apache.hadoop.hbase.io.compress.zstd.ZstdCodec");
        // HBase reads this from a file on the class path, of which there is none here.
        Compression.Algorithm.ZSTD.reload(configuration);
        LocalHBaseCluster cluster = new LocalHBaseCluster(configuration, 1, 1);
        cluster.startup();
        awaitInitialized(cluster);
        return new Running(cluster, zooKeeper, cluster.getConfiguration(), folder);
    }

    private static void onLoopbackAndFreePorts(Configuration configuration) {
        for (String server : new String[] {"master", "regionserver"}) {
            configuration.set("hbase." + server + ".hostname", "localhost");
            configuration.set("hbase." + server + ".ipc.address", "127.0.0.1");
            configuration.setInt("hbase." + server + ".port", 0);
            configuration.setInt("hbase." + server + ".info.port", -1);
        }
    }

    /** One region server with few requests: fewer threads, no waiting for others to join, short pauses between tries. */
    private static void small(Configuration configuration) {
        configuration.set("hbase.wal.provider", "filesystem");
        configuration.setInt("hbase.master.wait.on.regionservers.mintostart", 1);
        configuration.setInt("hbase.master.wait.on.regionservers.maxtostart", 1);
        configuration.setInt("hbase.master.wait.on.regionservers.timeout", 200);
        configuration.setInt("hbase.master.wait.on.regionservers.interval", 50);
        configuration.setInt("hbase.regionserver.msginterval", 200);
        configuration.setInt("hbase.client.pause", 50);
        configuration.setInt("hbase.client.retries.number", 10);
        configuration.setInt("hbase.regionserver.handler.count", 8);
        configuration.setInt("hbase.master.handler.count", 8);
        configuration.setInt("hbase.regionserver.metahandler.count", 4);
        configuration.setFloat("hfile.block.cache.size", 0.1f);
    }

    private static void awaitInitialized(LocalHBaseCluster cluster) throws InterruptedException {
        long deadline = System.nanoTime() + LONGEST_START.toNanos();
        while (cluster.getActiveMaster() == null || !cluster.getActiveMaster().isInitialized()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the master was not initialized within " + LONGEST_START);
            }
            Thread.sleep(50);
        }
    }

    /** The servers, for tests of what happens when one of them ends. */
    public static final class Servers {
        private final LocalHBaseCluster cluster;

        Servers(LocalHBaseCluster cluster) {
            this.cluster = cluster;
        }

        /** Starts a second region server and then lets the first one end at once, without closing its regions. */
        public void replaceRegionServer() {
            try {
                RegionServerThread first = cluster.getLiveRegionServers().get(0);
                RegionServerThread second = cluster.addRegionServer(
                        new Configuration(cluster.getConfiguration()),
                        cluster.getRegionServers().size());
                second.start();
                second.waitForServerOnline();
                first.getRegionServer().abort("a test wants it");
            } catch (IOException e) {
                throw new IllegalStateException("Cannot start a second region server: " + e + ".", e);
            }
        }
    }

    /** The running cluster. */
    record Running(
            LocalHBaseCluster cluster, MiniZooKeeperCluster zooKeeper, Configuration sharedConfiguration, Path folder)
            implements AutoCloseable {
        @Override
        public void close() throws IOException {
            cluster.shutdown();
            cluster.join();
            zooKeeper.shutdown();
            TempFolder.delete(folder);
        }
    }
}
