package org.crmlake.testing;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One HDFS per JVM: a NameNode and one DataNode on loopback and free ports, data under {@code java.io.tmpdir}.
 *
 * <p>{@code @ExtendWith(MiniHdfs.class)} fills parameters of type {@link Configuration} (with {@code fs.defaultFS}) and {@link
 * FileSystem}. A test that needs HBase as well registers {@link MiniHBase} instead, which fills the same two.
 */
public final class MiniHdfs implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Configuration.class || type == FileSystem.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Running running = running(context);
        return parameter.getParameter().getType() == FileSystem.class ? running.fileSystem() : running.configuration();
    }

    static Running running(ExtensionContext context) {
        return SharedResource.of(context, Running.class, () -> start(1));
    }

    static Running start(int dataNodes) throws IOException {
        // Two daemons in one JVM register metrics of the same name; outside this mode the second one fails.
        DefaultMetricsSystem.setMiniClusterMode(true);
        Path folder = TempFolder.create("hdfs");
        Configuration configuration = new Configuration();
        configuration.set("hadoop.tmp.dir", folder.resolve("tmp").toString());
        // Of three, any one may go: two copies are enough for that.
        configuration.setInt("dfs.replication", Math.min(dataNodes, 2));
        configuration.setInt("dfs.heartbeat.interval", 1);
        // Tests write many small files and one append at a time: the default waits are made for racks of machines.
        configuration.setInt("dfs.namenode.fs-limits.min-block-size", 0);
        // A file is closed a moment before the NameNode hears of its last block; the default then sleeps 400 ms, and a
        // test closes hundreds of files.
        configuration.setInt("dfs.client.block.write.locateFollowingBlock.initial.delay.ms", 5);
        configuration.setInt("dfs.client.block.write.locateFollowingBlock.retries", 12);
        configuration.setInt("dfs.datanode.handler.count", 4);
        configuration.setInt("dfs.namenode.handler.count", 8);
        configuration.setBoolean("dfs.namenode.edits.asynclogging", false);
        MiniDFSCluster cluster = new MiniDFSCluster.Builder(
                        configuration, folder.resolve("data").toFile())
                .numDataNodes(dataNodes)
                .storagesPerDatanode(1)
                .skipFsyncForTesting(true)
                .build();
        cluster.waitClusterUp();
        configuration.set("fs.defaultFS", cluster.getFileSystem().getUri().toString());
        return new Running(cluster, configuration, folder);
    }

    /** The running file system. */
    record Running(MiniDFSCluster cluster, Configuration sharedConfiguration, Path folder) implements AutoCloseable {
        /** Returns a copy: a test may change what it was given. */
        Configuration configuration() {
            return new Configuration(sharedConfiguration);
        }

        FileSystem fileSystem() {
            try {
                return cluster.getFileSystem();
            } catch (IOException e) {
                throw new IllegalStateException("Cannot open the test HDFS: " + e.getMessage() + ".", e);
            }
        }

        @Override
        public void close() throws IOException {
            cluster.shutdown(true);
            TempFolder.delete(folder);
        }
    }
}
