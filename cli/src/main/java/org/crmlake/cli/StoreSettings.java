package org.crmlake.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.crmlake.hbase.HBaseSettings;

/** The configuration of the clients of HDFS and HBase, from the files that {@link ConfFiles} found. */
final class StoreSettings {
    private final List<Path> files;

    private StoreSettings(List<Path> files) {
        this.files = files;
    }

    /** Returns the settings of the stores that {@code invocation} is about. */
    static StoreSettings of(Invocation invocation) {
        return new StoreSettings(ConfFiles.of(invocation.shell().environment(), invocation.home())
                .files());
    }

    /**
     * Returns the configuration of a command that asks HBase a few questions and ends.
     *
     * @throws org.crmlake.model.CrmException EXTERNAL if HBase does not answer
     */
    static Configuration ofQuestions(Invocation invocation) {
        Configuration configuration = of(invocation).configuration();
        HBaseSettings.withoutEventLoops(configuration);
        Reachability.check(Reachability.hbase(configuration));
        return configuration;
    }

    /** Returns what the files say over the defaults of Hadoop and HBase. */
    Configuration configuration() {
        return HBaseSettings.load(files);
    }

    /** Returns what the files say and nothing else, as settings of a Spark session. */
    Map<String, String> sparkSettings() {
        Configuration said = new Configuration(false);
        for (Path file : files) {
            said.addResource(new org.apache.hadoop.fs.Path(file.toUri()));
        }
        Map<String, String> settings = new LinkedHashMap<>();
        said.forEach(entry -> settings.put("spark.hadoop." + entry.getKey(), entry.getValue()));
        return settings;
    }
}
