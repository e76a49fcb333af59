package org.crmlake.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.server.datanode.DataNode;
import org.apache.hadoop.hdfs.server.namenode.NameNode;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/** A NameNode and its one DataNode. */
record HdfsServers(NameNode nameNode, DataNode dataNode) {
    /** Starts both; returns when HDFS takes writes. */
    static HdfsServers start(ServerSettings settings, Deadline deadline) throws IOException, InterruptedException {
        Configuration name = settings.nameNode();
        formatOnce(settings, name);
        NameNode nameNode = NameNode.createNameNode(new String[0], name);
        DataNode dataNode = DataNode.createDataNode(new String[0], settings.dataNode());
        deadline.await("HDFS to leave safe mode", Duration.ofMillis(10), () -> !nameNode.isInSafeMode());
        return new HdfsServers(nameNode, dataNode);
    }

    /**
     * The marker is written last, and no DataNode runs before: a first start that was cut off is begun anew. Blocks that are there without
     * the marker are those of a copy that lacks it, and are never formatted away.
     *
     * @throws CrmException of kind EXTERNAL if there are blocks, and no NameNode that knows them
     */
    static void formatOnce(ServerSettings settings, Configuration name) throws IOException {
        Path marker = settings.nameFolder().resolveSibling("namenode.formatted");
        if (Files.exists(marker)) {
            return;
        }
        if (Folders.holdsFiles(settings.dataFolder())) {
            if (!Files.exists(settings.nameFolder().resolve("current/VERSION"))) {
                throw new CrmException(
                        Kind.EXTERNAL,
                        "Cannot start HDFS: " + settings.dataFolder() + " holds data, and " + settings.nameFolder()
                                + ", which knows what they are, is not there. Restore it, or remove both with `crmlake sandbox"
                                + " destroy`.");
            }
            Files.createFile(marker);
            return;
        }
        Folders.delete(settings.nameFolder());
        Folders.delete(settings.dataFolder());
        Folders.delete(settings.zooKeeperFolder());
        NameNode.format(name);
        Files.createFile(marker);
    }

    void stop() {
        dataNode.shutdown();
        nameNode.stop();
        nameNode.join();
    }
}
