package org.crmlake.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long an ingester, and those it talks to, wait for each other. All that it can be told is told to be shorter than its lock's, so that
 * a pause of some seconds is beyond each of them.
 */
final class Limits {
    /** A lock whose owner shows no sign of life for so long is taken over: the longest limit of an ingester that is told the others. */
    private static final Duration LOCK = Duration.ofSeconds(10);

    /** HDFS and HBase let go of a client that says nothing for so long; their servers are not told otherwise. */
    private static final Duration SERVERS = Duration.ofSeconds(60);

    private static final int TIMES = 3;

    /** Three times the longest limit of the ingester. */
    static final Duration PAUSE = LOCK.multipliedBy(TIMES);

    /** Three times the longest limit of all: the lease of a file, a pipeline of a DataNode, a scanner of a region server. */
    static final Duration LONG_PAUSE = SERVERS.multipliedBy(TIMES);

    private static final Map<String, String> STORES = Map.ofEntries(
            Map.entry("hbase.rpc.timeout", "8000"),
            Map.entry("hbase.rpc.read.timeout", "8000"),
            Map.entry("hbase.rpc.write.timeout", "8000"),
            Map.entry("hbase.client.operation.timeout", "9000"),
            Map.entry("hbase.client.meta.operation.timeout", "9000"),
            Map.entry("hbase.client.scanner.timeout.period", "9000"),
            Map.entry("zookeeper.session.timeout", "9000"),
            Map.entry("dfs.client.socket-timeout", "9000"),
            Map.entry("dfs.datanode.socket.write.timeout", "9000"),
            Map.entry("ipc.client.rpc-timeout.ms", "9000"),
            Map.entry("ipc.ping.interval", "3000"),
            Map.entry("ipc.client.connection.maxidletime", "5000"));

    private static final String KAFKA = """
            request.timeout.ms=5000
            default.api.timeout.ms=9000
            session.timeout.ms=6000
            heartbeat.interval.ms=2000
            max.poll.interval.ms=9000
            connections.max.idle.ms=5000
            """;

    private static final String SPARK =
            "-Dspark.network.timeout=9s -Dspark.network.timeoutInterval=3s -Dspark.executor.heartbeatInterval=2s"
                    + " -Dspark.rpc.askTimeout=9s";

    private Limits() {}

    /**
     * Returns how crmlake is started with short limits, and on what its locks take for another machine: one that does not know its name.
     * From this machine one could see that the process lives, and would wait for ever.
     *
     * @param conf the folder of the site files of the stores
     * @param folder for files
     */
    static Launch shortened(Launch launch, Path conf, Path folder) throws IOException {
        Map<String, String> more = new LinkedHashMap<>(SiteFiles.with(STORES, conf, folder.resolve("paused")));
        Path names = Files.writeString(folder.resolve("hosts"), "127.0.0.1 localhost\n");
        more.put("JAVA_TOOL_OPTIONS", "-Djdk.net.hosts.file=" + names + " " + SPARK);
        more.put("SPARK_LOCAL_IP", "127.0.0.1");
        more.put("SPARK_LOCAL_HOSTNAME", "localhost");
        return launch.with(more);
    }

    /** Returns a file with the limits of Kafka's client. */
    static Path kafka(Path folder) throws IOException {
        return Files.writeString(folder.resolve("kafka-limits.properties"), KAFKA);
    }
}
