package org.crmlake.reliability;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** The configuration files by which a command finds Hadoop and HBase. */
final class SiteFiles {
    /** Names the catalog, and nothing else. */
    static final String LAKE = "lake-site.xml";

    private static final String CORE = "core-site.xml";

    private SiteFiles() {}

    /**
     * Writes the files of {@code from} into {@code to}, with some settings more, and returns the environment that names them.
     */
    static Map<String, String> with(Map<String, String> settings, Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (String file : List.of(CORE, "hdfs-site.xml", "hbase-site.xml", LAKE)) {
            if (Files.exists(from.resolve(file))) {
                Configuration site = new Configuration(false);
                site.addResource(
                        new org.apache.hadoop.fs.Path(from.resolve(file).toUri()));
                settings.forEach(site::set);
                write(site, to.resolve(file));
            }
        }
        return environment(to);
    }

    static Map<String, String> environment(Path folder) {
        return Map.of("HADOOP_CONF_DIR", folder.toString(), "HBASE_CONF_DIR", folder.toString());
    }

    static void write(Configuration site, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            site.writeXml(out);
        }
    }
}
