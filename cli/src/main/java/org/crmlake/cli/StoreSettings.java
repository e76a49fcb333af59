package org.crmlake.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.crmlake.cli.config.Key;
import org.crmlake.cli.config.Keys;
import org.crmlake.hbase.HBaseSettings;

/** The configuration of the clients of HDFS and HBase, from the files that {@link ConfFiles} found. */
final class StoreSettings {
    /** What all settings of the lake begin with; for its class, the commands that need no lake have no jar. */
    private static final String OF_THE_LAKE = "lake.";

    private final List<Path> files;
    private final Map<String, String> catalog;

    private StoreSettings(List<Path> files, Map<String, String> catalog) {
        this.files = files;
        this.catalog = catalog;
    }

    /** Returns the settings of the stores that {@code invocation} is about. */
    static StoreSettings of(Invocation invocation) {
        Map<String, String> catalog = new LinkedHashMap<>();
        for (Key<String> key : Keys.LAKE_CATALOG) {
            String value = invocation.configuration().value(key);
            if (!value.isEmpty()) {
                catalog.put(key.name(), value);
            }
        }
        return new StoreSettings(
                ConfFiles.of(invocation.shell().environment(), invocation.home())
                        .files(),
                catalog);
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

    /**
     * Returns what the files say over the defaults of Hadoop and HBase, and which catalog the lake has. Where crmlake's settings say
     * anything of that, what the files say of it does not count: a user of one catalog is none of another.
     */
    Configuration configuration() {
        Configuration configuration = HBaseSettings.load(files);
        if (!catalog.isEmpty()) {
            Keys.LAKE_CATALOG.forEach(key -> configuration.unset(key.name()));
            catalog.forEach(configuration::set);
        }
        return configuration;
    }

    /** Returns what the files say of HDFS and HBase and nothing else, as settings of a Spark session. */
    Map<String, String> sparkSettings() {
        Configuration said = new Configuration(false);
        for (Path file : files) {
            said.addResource(new org.apache.hadoop.fs.Path(file.toUri()));
        }
        Map<String, String> settings = new LinkedHashMap<>();
        said.forEach(entry -> {
            if (!entry.getKey().startsWith(OF_THE_LAKE)) {
                settings.put("spark.hadoop." + entry.getKey(), entry.getValue());
            }
        });
        return settings;
    }
}
