package org.crmlake.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.crmlake.model.Tenant;
import org.crmlake.reliability.FaultRun.Fault;
import org.crmlake.testing.MiniKafka;
import org.crmlake.testing.SmallCluster;

/** The faults of the full form: those of servers that are too slow to start for the tests of a build. */
record Faults(MiniKafka.Broker broker, Launch launch, Path folder, int events, Toll log) {
    private static final long SEED = 20_260_131;

    /** SIGKILL to the process of NameNode, DataNode, ZooKeeper and HBase, at three steps; each time it is started again. */
    Scenario sandboxKilled(Stores stores, OwnSandbox sandbox) throws Exception {
        FaultRun run = new FaultRun(stores, new Tenant("fault_sandbox"), launch, log);
        Fault kill = () -> {
            sandbox.kill();
            sandbox.resume();
        };
        Sources sources = sources("fault_sandbox");
        run.take(sources.make(SourceKind.FOLDER, "fault_sandbox_a").get(0), FailPoint.COMMITTED, false, kill);
        run.take(sources.make(SourceKind.FOLDER, "fault_sandbox_b").get(0), FailPoint.FILES_WRITTEN, true, kill);
        run.take(sources.make(SourceKind.TOPIC, "fault_sandbox_c").get(0), FailPoint.JUDGED, false, kill);
        return run.result("the sandbox is killed with SIGKILL under load");
    }

    /** The broker goes while a topic is read, and comes back. */
    Scenario brokerRestarted(Stores stores) throws Exception {
        FaultRun run = new FaultRun(stores, new Tenant("fault_broker"), launch, log);
        Portion topic =
                sources("fault_broker").make(SourceKind.TOPIC, "fault_broker").get(0);
        run.take(topic, FailPoint.DEAD_LETTERS_WRITTEN, false, () -> {
            broker.pause();
            broker.resume();
        });
        return run.result("the Kafka broker is restarted while a topic is read");
    }

    /** One of three DataNodes stops at each of three steps, and comes back before the next one goes. */
    Scenario dataNodesAway() throws Exception {
        Path conf = Files.createDirectories(folder.resolve("fault_datanodes_conf"));
        try (SmallCluster cluster = SmallCluster.start(3)) {
            writeSite(cluster.configuration(), conf);
            Launch here = launch.with(SiteFiles.environment(conf));
            try (Stores stores = Stores.open(conf)) {
                FaultRun run = new FaultRun(stores, new Tenant("fault_datanodes"), here, log);
                List<Portion> files = sources("fault_datanodes").make(SourceKind.FILES, "fault_datanodes");
                run.take(files.get(0), FailPoint.JUDGED, false, cluster::stopDataNode);
                cluster.returnDataNode();
                run.take(files.get(1), FailPoint.FILES_WRITTEN, true, cluster::stopDataNode);
                cluster.returnDataNode();
                run.take(files.get(2), FailPoint.DEAD_LETTERS_WRITTEN, false, cluster::stopDataNode);
                cluster.returnDataNode();
                return run.result("one of three DataNodes stops and comes back");
            }
        }
    }

    private Sources sources(String name) throws IOException {
        return new Sources(Files.createDirectories(folder.resolve(name)), broker, new Random(SEED), events);
    }

    /** Writes what clients need; the rest is the servers' own affair. */
    private static void writeSite(Configuration all, Path folder) throws IOException {
        Configuration site = new Configuration(false);
        for (String key : List.of(
                "fs.defaultFS",
                "dfs.replication",
                "dfs.namenode.fs-limits.min-block-size",
                "hbase.zookeeper.quorum",
                "hbase.zookeeper.property.clientPort",
                "hbase.rootdir",
                "hbase.client.pause",
                "hbase.client.retries.number")) {
            if (all.get(key) != null) {
                site.set(key, all.get(key));
            }
        }
        for (String file : List.of("core-site.xml", "hbase-site.xml")) {
            SiteFiles.write(site, folder.resolve(file));
        }
    }
}
