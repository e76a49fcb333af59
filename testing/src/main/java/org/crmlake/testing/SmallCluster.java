package org.crmlake.testing;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster.DataNodeProperties;

/** An HDFS with some DataNodes, and an HBase on it, for whoever runs without JUnit. DataNodes may go and come back. */
public final class SmallCluster implements AutoCloseable {
    private final MiniHdfs.Running hdfs;
    private final MiniHBase.Running hbase;
    private final Deque<DataNodeProperties> away = new ArrayDeque<>();

    private SmallCluster(MiniHdfs.Running hdfs, MiniHBase.Running hbase) {
        this.hdfs = hdfs;
        this.hbase = hbase;
    }

    /** Starts the servers; of each block there are two copies, if there are as many DataNodes. */
    public static SmallCluster start(int dataNodes) throws IOException, InterruptedException {
        MiniHdfs.Running hdfs = MiniHdfs.start(dataNodes);
        return new SmallCluster(hdfs, MiniHBase.start(hdfs.configuration()));
    }

    /** Returns the settings of HDFS and HBase. */
    public Configuration configuration() {
        return new Configuration(hbase.sharedConfiguration());
    }

    /** Stops the DataNode that has run for the longest time. */
    public void stopDataNode() {
        away.add(hdfs.cluster().stopDataNode(0));
    }

    /** Starts the DataNode that has been away for the longest time, with its blocks, and waits until it is known again. */
    public void returnDataNode() throws IOException {
        hdfs.cluster().restartDataNode(away.remove(), true);
        hdfs.cluster().waitActive();
    }

    @Override
    public void close() throws IOException {
        hbase.close();
        hdfs.close();
    }
}
