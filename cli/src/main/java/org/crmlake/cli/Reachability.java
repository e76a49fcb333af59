package org.crmlake.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/**
 * Asks whether anybody listens where the configuration says the stores are. The clients of Hadoop and HBase would ask for
 * minutes before they give up; a person who forgot to start the sandbox should know at once.
 */
final class Reachability {
    static final String WHAT_TO_DO = "Start the sandbox with `crmlake sandbox start` or point HADOOP_CONF_DIR and"
            + " HBASE_CONF_DIR at a cluster.";

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int ZOOKEEPER_PORT = 2181;

    private Reachability() {}

    /**
     * One service and where it should listen.
     *
     * @param name what it is, in words
     * @param addresses {@code host:port} each; one that answers is enough
     */
    record Service(String name, List<String> addresses) {
        /** Returns whether one of the addresses takes a connection. */
        boolean answers() {
            return addresses.stream().anyMatch(Reachability::listens);
        }
    }

    /** Returns HDFS's name node, or nothing where the file system is another one or the address is a logical name. */
    static List<Service> hdfs(Configuration configuration) {
        URI fileSystem = URI.create(configuration.get("fs.defaultFS", "file:///"));
        return "hdfs".equals(fileSystem.getScheme()) && fileSystem.getPort() > 0
                ? List.of(new Service("HDFS's name node", List.of(fileSystem.getHost() + ":" + fileSystem.getPort())))
                : List.of();
    }

    /** Returns the ZooKeeper through which HBase is found. */
    static List<Service> hbase(Configuration configuration) {
        int port = configuration.getInt("hbase.zookeeper.property.clientPort", ZOOKEEPER_PORT);
        List<String> addresses = new ArrayList<>();
        for (String member : configuration.getTrimmedStrings("hbase.zookeeper.quorum", "localhost")) {
            addresses.add(member.indexOf(':') > 0 ? member : member + ":" + port);
        }
        return List.of(new Service("HBase's ZooKeeper", addresses));
    }

    /**
     * Returns if all services answer.
     *
     * @throws CrmException of kind EXTERNAL that names the first one that does not
     */
    static void check(List<Service> services) {
        for (Service service : services) {
            if (!service.answers()) {
                throw new CrmException(
                        Kind.EXTERNAL,
                        "Cannot reach the stores: " + service.name() + " does not answer at "
                                + String.join(", ", service.addresses()) + ". " + WHAT_TO_DO);
            }
        }
    }

    private static boolean listens(String address) {
        int colon = address.lastIndexOf(':');
        InetSocketAddress where =
                new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
        try (Socket socket = new Socket()) {
            socket.connect(where, (int) PATIENCE.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
