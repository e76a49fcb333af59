package org.crmlake.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.server.datanode.DataNode;
import org.apache.hadoop.hdfs.server.namenode.NameNode;

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

    /** The marker is written last: a first start that was cut off is begun anew, and data is never formatted away. */
    private static void formatOnce(ServerSettings settings, Configuration name) throws IOException {
        Path marker = settings.nameFolder().resolveSibling("namenode.formatted");
        if (Files.exists(marker)) {
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
