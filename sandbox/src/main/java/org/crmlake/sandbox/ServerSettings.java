package org.crmlake.sandbox;

import static org.crmlake.sandbox.SandboxPorts.Port.DATANODE;
import static org.crmlake.sandbox.SandboxPorts.Port.DATANODE_HTTP;
import static org.crmlake.sandbox.SandboxPorts.Port.DATANODE_IPC;
import static org.crmlake.sandbox.SandboxPorts.Port.MASTER;
import static org.crmlake.sandbox.SandboxPorts.Port.NAMENODE;
import static org.crmlake.sandbox.SandboxPorts.Port.NAMENODE_HTTP;
import static org.crmlake.sandbox.SandboxPorts.Port.REGIONSERVER;

import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseConfiguration;

/**
 * How the servers are set, with the reason of each departure from the stock settings. Stock settings are made for racks of
 * machines that fail one by one; here all servers share one JVM, start together and are alone.
 */
record ServerSettings(SandboxHome home, SandboxPorts ports) {
    private static final String LOOPBACK = "127.0.0.1";

    Path nameFolder() {
        return home.data().resolve("namenode");
    }

    Path dataFolder() {
        return home.data().resolve("datanode");
    }

    Path zooKeeperFolder() {
        return home.data().resolve("zookeeper");
    }

    Configuration nameNode() {
        Configuration settings = hdfs();
        settings.set("dfs.namenode.name.dir", nameFolder().toUri().toString());
        settings.set("dfs.namenode.rpc-address", ports.address(NAMENODE));
        settings.set("dfs.namenode.rpc-bind-host", LOOPBACK);
        settings.set("dfs.namenode.http-address", ports.address(NAMENODE_HTTP));
        settings.set("dfs.namenode.http-bind-host", LOOPBACK);
        settings.setInt("dfs.namenode.handler.count", 6);
        // All blocks are known once the only DataNode has reported: there is nobody else to wait for.
        settings.setInt("dfs.namenode.safemode.extension", 0);
        // Loopback has no name to look up.
        settings.setBoolean("dfs.namenode.datanode.registration.ip-hostname-check", false);
        settings.setInt("dfs.namenode.redundancy.interval.seconds", 1);
        return settings;
    }

    Configuration dataNode() {
        Configuration settings = hdfs();
        settings.set("dfs.datanode.data.dir", dataFolder().toUri().toString());
        settings.set("dfs.namenode.rpc-address", ports.address(NAMENODE));
        settings.set("dfs.datanode.hostname", "localhost");
        settings.set("dfs.datanode.address", LOOPBACK + ":" + ports.of(DATANODE));
        settings.set("dfs.datanode.http.address", LOOPBACK + ":" + ports.of(DATANODE_HTTP));
        settings.set("dfs.datanode.ipc.address", LOOPBACK + ":" + ports.of(DATANODE_IPC));
        settings.setInt("dfs.datanode.handler.count", 3);
        // Orders to recover a block come with the heartbeat's answer: a restart after a crash waits for some of them.
        settings.set("dfs.heartbeat.interval", "200ms");
        // Space used is asked of the file system, not counted by a 'du' process over all blocks.
        settings.set("fs.getspaceused.classname", "org.apache.hadoop.fs.DFCachingGetSpaceUsed");
        // No background reading of all blocks on somebody's laptop.
        settings.setInt("dfs.block.scanner.volume.bytes.per.second", 0);
        settings.setInt("dfs.datanode.directoryscan.interval", -1);
        return settings;
    }

    private Configuration hdfs() {
        Configuration settings = new Configuration();
        shared(settings);
        return settings;
    }

    Configuration hbase() {
        Configuration settings = HBaseConfiguration.create();
        shared(settings);
        new ClientSettings(home, ports).hbaseSite().forEach(settings::set);
        settings.set("hbase.tmp.dir", home.scratch().resolve("hbase").toString());
        settings.set("hbase.master.hostname", "localhost");
        settings.set("hbase.unsafe.regionserver.hostname", "localhost");
        for (String server : new String[] {"master", "regionserver"}) {
            settings.set("hbase." + server + ".ipc.address", LOOPBACK);
            // The web pages cost a second of each start and tell nothing that 'status' does not.
            settings.setInt("hbase." + server + ".info.port", -1);
        }
        settings.setInt("hbase.master.port", ports.of(MASTER));
        settings.setInt("hbase.regionserver.port", ports.of(REGIONSERVER));
        // Sessions a dead process left behind are closed at start, so a long timeout costs no time at a restart, and a
        // machine busy with something else loses none.
        settings.setInt("zookeeper.session.timeout", 40_000);
        // The servers' own calls have no user waiting for an answer.
        settings.setInt("hbase.client.retries.number", 15);
        settings.set("hbase.wal.provider", "filesystem");
        startTogether(settings);
        settings.setInt("hbase.regionserver.handler.count", 10);
        settings.setInt("hbase.master.handler.count", 6);
        settings.setInt("hbase.regionserver.metahandler.count", 4);
        settings.setFloat("hfile.block.cache.size", 0.3f);
        return settings;
    }

    /** The one region server comes up with the master, and what a crash left open is recovered by a DataNode next door. */
    private static void startTogether(Configuration settings) {
        settings.setInt("hbase.master.wait.on.regionservers.mintostart", 1);
        settings.setInt("hbase.master.wait.on.regionservers.maxtostart", 1);
        settings.setInt("hbase.master.wait.on.regionservers.timeout", 200);
        settings.setInt("hbase.master.wait.on.regionservers.interval", 50);
        settings.setInt("hbase.regionserver.msginterval", 200);
        settings.setInt("hbase.lease.recovery.first.pause", 200);
        settings.setInt("hbase.lease.recovery.pause", 200);
        settings.setInt("hbase.lease.recovery.dfs.timeout", 1500);
        settings.setInt("hbase.procedure.remote.dispatcher.delay.msec", 10);
    }

    private void shared(Configuration settings) {
        ClientSettings client = new ClientSettings(home, ports);
        client.coreSite().forEach(settings::set);
        client.hdfsSite().forEach(settings::set);
        // The stock mapping forks a shell; the owner of the sandbox is its superuser by name, not by group.
        settings.set("hadoop.security.group.mapping", "org.apache.hadoop.security.NullGroupsMapping");
        // Of no use without Kerberos, but its default asks for the name of this machine, which need not resolve.
        settings.set("hadoop.http.authentication.kerberos.principal", "HTTP/localhost@LOCALHOST");
        // File systems are closed after the servers that write through them, not by a hook that runs beside them.
        settings.setBoolean("fs.automatic.close", false);
        // WebHDFS would let any user of the machine act as any other.
        settings.setBoolean("dfs.webhdfs.enabled", false);
        settings.setInt("ipc.client.connect.max.retries", 10);
    }
}
