package org.crmlake.sandbox;

import static org.crmlake.sandbox.SandboxPorts.Port.CATALOG;
import static org.crmlake.sandbox.SandboxPorts.Port.MASTER;
import static org.crmlake.sandbox.SandboxPorts.Port.NAMENODE;
import static org.crmlake.sandbox.SandboxPorts.Port.ZOOKEEPER;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/**
 * The configuration files that make a client of Hadoop, of HBase and of the lake talk to this sandbox. They have the form and the names that
 * clients of a real cluster have, so that {@code HADOOP_CONF_DIR} and {@code HBASE_CONF_DIR} can name either.
 */
record ClientSettings(SandboxHome home, SandboxPorts ports) {
    Map<String, String> coreSite() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("fs.defaultFS", "hdfs://" + ports.address(NAMENODE));
        settings.put("hadoop.tmp.dir", home.scratch().toString());
        // A stopped sandbox refuses at once; the stock ten tries of a second each only delay the answer.
        settings.put("ipc.client.connect.max.retries", "3");
        settings.put("ipc.client.connect.retry.interval", "300");
        return settings;
    }

    Map<String, String> hdfsSite() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("dfs.replication", "1");
        // There is no second DataNode to replace the first with.
        settings.put("dfs.client.block.write.replace-datanode-on-failure.enable", "false");
        // Closing a file asks whether its last block has been reported. The DataNode is next door: ask again after 5
        // ms,
        // not 400, and as long in all. A batch of many days closes hundreds of files.
        settings.put("dfs.client.block.write.locateFollowingBlock.initial.delay.ms", "5");
        settings.put("dfs.client.block.write.locateFollowingBlock.retries", "12");
        return settings;
    }

    Map<String, String> hbaseSite() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("hbase.rootdir", "hdfs://" + ports.address(NAMENODE) + "/hbase");
        settings.put("hbase.cluster.distributed", "true");
        settings.put("hbase.zookeeper.quorum", "localhost");
        settings.put("hbase.zookeeper.property.clientPort", Integer.toString(ports.of(ZOOKEEPER)));
        // Asking the master spares each short-lived client a ZooKeeper session.
        settings.put("hbase.client.registry.impl", "org.apache.hadoop.hbase.client.RpcConnectionRegistry");
        settings.put("hbase.masters", ports.address(MASTER));
        // Tries after 0.1, 0.2, 0.3, 0.5, 1, 2, 4 s: long enough for a region on the move, an answer within ten seconds
        // from a sandbox that is down.
        settings.put("hbase.client.pause", "100");
        settings.put("hbase.client.retries.number", "7");
        // Over zstd-jni; HBase's default needs a native library of Hadoop.
        settings.put("hbase.io.compress.zstd.codec", "org.apache.hadoop.hbase.io.compress.zstd.ZstdCodec");
        return settings;
    }

    /** Which catalog the lake has, in the words of crmlake's settings. */
    private Map<String, String> lakeSite() {
        return CatalogPasswords.of(home)
                .map(passwords -> {
                    Map<String, String> settings = new LinkedHashMap<>();
                    settings.put("lake.catalog.type", "jdbc");
                    settings.put("lake.catalog.uri", CatalogDatabase.address(ports.of(CATALOG)));
                    settings.put("lake.catalog.user", CatalogDatabase.USER);
                    settings.put("lake.catalog.password", passwords.client());
                    return settings;
                })
                .orElse(Map.of("lake.catalog.type", "hadoop"));
    }

    /** Writes the files. */
    void write() {
        write(home.conf().resolve("lake-site.xml"), lakeSite(), true);
        write(home.conf().resolve("core-site.xml"), coreSite(), false);
        write(home.conf().resolve("hdfs-site.xml"), hdfsSite(), false);
        write(home.conf().resolve("hbase-site.xml"), hbaseSite(), false);
    }

    private static void write(Path file, Map<String, String> settings, boolean secret) {
        Path draft = file.resolveSibling(file.getFileName() + ".draft");
        try {
            Files.createDirectories(file.getParent());
            if (secret) {
                PropertiesFile.createForOwnerAlone(draft);
            }
            Files.writeString(draft, xml(settings));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new CrmException(
                    Kind.EXTERNAL, "Cannot write " + file + ": " + e + ". Check that the folder can be written.", e);
        }
    }

    static String xml(Map<String, String> settings) {
        StringBuilder text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
                .append("<!-- Written at each start of the sandbox: changes are lost. -->\n<configuration>\n");
        settings.forEach((name, value) -> text.append("  <property><name>")
                .append(escaped(name))
                .append("</name><value>")
                .append(escaped(value))
                .append("</value></property>\n"));
        return text.append("</configuration>\n").toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
