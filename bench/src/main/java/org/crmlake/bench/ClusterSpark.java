package org.crmlake.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.spark.sql.SparkSession;
import org.crmlake.lake.LakeSettings;

/** The stores of the sandbox for programs that run beside crmlake, on its class path. */
final class ClusterSpark {
    private ClusterSpark() {}

    /** Returns what the files of the sandbox's {@code conf} folder say, over Hadoop's defaults. */
    static Configuration hadoop(String confFolder) {
        return add(new Configuration(), confFolder);
    }

    /** Returns the same for clients of HBase. */
    static Configuration hbase(String confFolder) {
        Configuration configuration = add(HBaseConfiguration.create(), confFolder);
        configuration.addResource(new org.apache.hadoop.fs.Path(
                Path.of(confFolder, "hbase-site.xml").toUri()));
        return configuration;
    }

    /** Returns a session that sees the lake. Master and memory come from the command line of the JVM. */
    static SparkSession open(String confFolder) {
        SparkSession.Builder builder = SparkSession.builder()
                .appName("bench")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1");
        add(new Configuration(false), confFolder).forEach(entry -> {
            if (!entry.getKey().startsWith(LakeSettings.PREFIX)) {
                builder.config("spark.hadoop." + entry.getKey(), entry.getValue());
            }
        });
        LakeSettings.onClusterOf(hadoop(confFolder)).sparkSettings().forEach(builder::config);
        SparkSession spark = builder.getOrCreate();
        spark.sparkContext().setLogLevel("WARN");
        return spark;
    }

    /** Adds to {@code configuration} what the files of the sandbox's {@code conf} folder say of HDFS and of the lake's catalog, and returns it. */
    static Configuration add(Configuration configuration, String confFolder) {
        for (String file : new String[] {"core-site.xml", "hdfs-site.xml", "lake-site.xml"}) {
            if (Files.exists(Path.of(confFolder, file))) {
                configuration.addResource(
                        new org.apache.hadoop.fs.Path(Path.of(confFolder, file).toUri()));
            }
        }
        return configuration;
    }
}
