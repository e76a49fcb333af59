package org.crmlake.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.hbase.shaded.org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.hadoop.hbase.shaded.org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.hadoop.hbase.shaded.org.apache.zookeeper.server.ZooKeeperServer;

/** The ZooKeeper that HBase keeps its locks in. */
record ZooKeeperNode(ZooKeeperServer server, ServerCnxnFactory connections) {
    private static final int TICK_MILLIS = 2000;
    private static final int MOST_CONNECTIONS = 300;

    static ZooKeeperNode start(Path folder, int port) throws IOException, InterruptedException {
        // In KiB; the stock 64 MiB of zeros is written before the first entry.
        System.setProperty("zookeeper.preAllocSize", "1024");
        System.setProperty("zookeeper.admin.enableServer", "false");
        ZooKeeperServer server = new ZooKeeperServer(folder.toFile(), folder.toFile(), TICK_MILLIS);
        ServerCnxnFactory connections = new NIOServerCnxnFactory();
        connections.configure(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), MOST_CONNECTIONS);
        connections.startup(server);
        closeSessionsOfTheDead(server);
        return new ZooKeeperNode(server, connections);
    }

    /**
     * After a crash the log still holds the sessions of the dead master and region server, and HBase would wait until they
     * expire. The server lock proves that nobody is left to use them.
     */
    private static void closeSessionsOfTheDead(ZooKeeperServer server) {
        List.copyOf(server.getZKDatabase().getSessions()).forEach(server::closeSession);
    }

    void stop() {
        connections.shutdown();
    }
}
