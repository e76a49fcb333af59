package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.crmlake.cli.Reachability.Service;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.junit.jupiter.api.Test;

class ReachabilityTest {
    @Test
    void knowsWhereTheStoresShouldBe() {
        Configuration configuration = new Configuration(false);
        configuration.set("fs.defaultFS", "hdfs://namenode:8020");
        configuration.set("hbase.zookeeper.quorum", "one, two:2182");
        configuration.set("hbase.zookeeper.property.clientPort", "2183");

        assertThat(Reachability.hdfs(configuration))
                .containsExactly(new Service("HDFS's name node", List.of("namenode:8020")));
        assertThat(Reachability.hbase(configuration))
                .containsExactly(new Service("HBase's ZooKeeper", List.of("one:2183", "two:2182")));
    }

    @Test
    void asksNobodyAboutAPairOfNameNodesOrALocalDisk() {
        Configuration configuration = new Configuration(false);
        assertThat(Reachability.hdfs(configuration)).isEmpty();

        configuration.set("fs.defaultFS", "hdfs://production");
        assertThat(Reachability.hdfs(configuration)).isEmpty();
    }

    @Test
    void oneAddressThatAnswersIsEnough() throws IOException {
        try (ServerSocket open = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String answering = "127.0.0.1:" + open.getLocalPort();

            Reachability.check(List.of(new Service("a store", List.of(closed(), answering))));
        }
    }

    @Test
    void saysWhichStoreDoesNotAnswerAndWhatToDo() throws IOException {
        String address = closed();

        assertThatThrownBy(() -> Reachability.check(List.of(new Service("HBase's ZooKeeper", List.of(address)))))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.EXTERNAL))
                .hasMessage("Cannot reach the stores: HBase's ZooKeeper does not answer at " + address
                        + ". Start the sandbox with `crmlake sandbox start` or point HADOOP_CONF_DIR and HBASE_CONF_DIR"
                        + " at a cluster.");
    }

    /** Returns an address where nobody listens. */
    private static String closed() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }
}
