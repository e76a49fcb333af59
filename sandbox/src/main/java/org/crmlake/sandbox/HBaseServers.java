package org.crmlake.sandbox;

import java.io.IOException;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.LocalHBaseCluster;
import org.apache.hadoop.hbase.io.compress.Compression;
import org.apache.hadoop.hbase.master.HMaster;
import org.apache.hadoop.hbase.regionserver.HRegionServer;

/** A master and its one region server. */
record HBaseServers(LocalHBaseCluster cluster) {
    /** Starts both; returns when the tables can be read and written. */
    static HBaseServers start(Configuration settings, Deadline deadline) throws IOException, InterruptedException {
        // HBase reads how to compress from a file on the class path, of which there is none here.
        Compression.Algorithm.ZSTD.reload(settings);
        LocalHBaseCluster cluster = new LocalHBaseCluster(settings, 1, 1, EagerMaster.class, HRegionServer.class);
        cluster.startup();
        deadline.await("HBase to serve its tables", Duration.ofMillis(10), () -> serves(cluster.getActiveMaster()));
        return new HBaseServers(cluster);
    }

    /** Initialized is not enough: after a crash the master is, while regions still wait for their logs to be split. */
    private static boolean serves(HMaster master) {
        return master != null
                && master.isInitialized()
                && !master.getServerManager().areDeadServersInProgress()
                && master.getAssignmentManager().getRegionsInTransition().isEmpty();
    }

    /** Returns whether both servers live. */
    boolean isUp() {
        return cluster.getLiveMasters().size() == 1
                && cluster.getLiveRegionServers().size() == 1;
    }

    void stop() {
        cluster.shutdown();
        cluster.join();
    }
}
