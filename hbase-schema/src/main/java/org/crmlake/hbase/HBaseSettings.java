package org.crmlake.hbase;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.io.crypto.tls.X509Util;
import org.apache.hadoop.hbase.ipc.BlockingRpcClient;
import org.apache.hadoop.hbase.ipc.RpcClientFactory;
import org.apache.hadoop.security.UserGroupInformation;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/** The native configuration files of Hadoop and HBase; crmlake has no settings of its own that mirror theirs. */
public final class HBaseSettings {
    private static final List<String> FILES = List.of("core-site.xml", "hdfs-site.xml", "hbase-site.xml");

    /** Says which catalog the lake has; where there is no such file, plain files are its catalog. */
    private static final String LAKE_FILE = "lake-site.xml";

    private HBaseSettings() {}

    /**
     * Returns the configuration that the site files of folders give, for instance of {@code HADOOP_CONF_DIR} and
     * {@code HBASE_CONF_DIR}; where two say the same property, the later folder wins. Log-in follows it in this JVM.
     *
     * @throws CrmException if a folder has none of {@code core-site.xml}, {@code hdfs-site.xml} and {@code hbase-site.xml}
     */
    public static Configuration load(Path... folders) {
        return load(Stream.of(folders).flatMap(HBaseSettings::files).toList());
    }

    /** Returns the configuration that site files give, the later ones winning. Log-in follows it in this JVM. */
    public static Configuration load(List<Path> files) {
        Configuration configuration = new Configuration(false);
        configuration.addResource("core-default.xml");
        configuration.addResource("hbase-default.xml");
        for (Path file : files) {
            try {
                // Read here and now: a configuration given a path reads it again whenever it is copied.
                configuration.addResource(Files.newInputStream(file), file.toString());
            } catch (IOException e) {
                throw new CrmException(
                        Kind.CONFIG,
                        "Cannot read " + file + ": " + HBase.reason(e) + ". Name a file that can be read.",
                        e);
            }
        }
        try {
            configuration.size();
        } catch (RuntimeException e) {
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot use the configuration of " + files + ": " + HBase.reason(e) + ". Mend the file.",
                    e);
        }
        // Otherwise Hadoop's log-in reads only files on the class path, and misses what these say of Kerberos.
        UserGroupInformation.setConfiguration(configuration);
        return configuration;
    }

    /**
     * Has connections with {@code configuration} do without Netty, for a process that asks HBase a few questions and ends. HBase's blocking
     * client needs fewer classes, and has no event loops: a JVM that is told to exit waits 0.3 s for threads that are in them. It knows no
     * TLS. Where that is wanted, or a client is named already, nothing changes.
     */
    public static void withoutEventLoops(Configuration configuration) {
        if (!configuration.getBoolean(X509Util.HBASE_CLIENT_NETTY_TLS_ENABLED, false)) {
            configuration.setIfUnset(
                    RpcClientFactory.CUSTOM_RPC_CLIENT_IMPL_CONF_KEY, BlockingRpcClient.class.getName());
        }
    }

    private static Stream<Path> files(Path folder) {
        List<Path> files =
                FILES.stream().map(folder::resolve).filter(Files::isRegularFile).toList();
        if (files.isEmpty()) {
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot find the stores: " + folder + " has none of " + String.join(", ", FILES)
                            + ". Point HADOOP_CONF_DIR and HBASE_CONF_DIR at folders that have them.");
        }
        Path lake = folder.resolve(LAKE_FILE);
        return Files.isRegularFile(lake) ? Stream.concat(files.stream(), Stream.of(lake)) : files.stream();
    }
}
