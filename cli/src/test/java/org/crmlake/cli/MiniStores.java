package org.crmlake.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.crmlake.cli.config.Keys;

/** Site files that point a command at the stores of the tests. */
final class MiniStores {
    private static final List<String> HADOOP =
            List.of("fs.defaultFS", "dfs.replication", "dfs.namenode.fs-limits.min-block-size");
    private static final List<String> HBASE = List.of(
            "hbase.zookeeper.quorum",
            "hbase.zookeeper.property.clientPort",
            "hbase.rootdir",
            "hbase.client.pause",
            "hbase.client.retries.number");

    private MiniStores() {}

    /** Writes the files into {@code folder} and returns the environment that names it. */
    static Map<String, String> environment(Configuration stores, Path folder) {
        write(stores, HADOOP, folder.resolve("core-site.xml"));
        write(stores, HBASE, folder.resolve("hbase-site.xml"));
        return Map.of(
                "HADOOP_CONF_DIR",
                folder.toString(),
                "HBASE_CONF_DIR",
                folder.toString(),
                // More than one, so that what is cut at regions is; each costs every batch its tasks.
                Keys.TABLE_REGIONS.variable(),
                "2");
    }

    private static void write(Configuration stores, List<String> keys, Path file) {
        Configuration site = new Configuration(false);
        for (String key : keys) {
            if (stores.get(key) != null) {
                site.set(key, stores.get(key));
            }
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            site.writeXml(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
