package org.crmlake.cli;

import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.crmlake.lake.LakeSettings;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/**
 * Opens the Spark session of a command. Master, memory and shuffle come from {@code spark-submit} or from the {@code spark.*}
 * system properties that {@code bin/crmlake} sets, and so does whatever else somebody sets there: what is said here are defaults.
 */
final class SparkSessions {
    private SparkSessions() {}

    /**
     * Returns the session of this process, started if there is none yet. The stores are asked first whether they are there.
     *
     * @throws CrmException of kind EXTERNAL if a store does not answer, CONFIG if Spark has no master
     */
    static SparkSession open(Invocation invocation) {
        StoreSettings stores = StoreSettings.of(invocation);
        Configuration configuration = stores.configuration();
        Reachability.check(Reachability.hdfs(configuration));
        Reachability.check(Reachability.hbase(configuration));
        requireMaster();
        SparkSession.Builder builder = SparkSession.builder().appName("crmlake");
        add(builder, stores.sparkSettings());
        add(builder, LakeSettings.onClusterOf(configuration).sparkSettings());
        // Rows then hold Instant and LocalDate, which mean the same in every zone.
        add(builder, Map.of("spark.sql.datetime.java8API.enabled", "true"));
        return builder.getOrCreate();
    }

    private static void requireMaster() {
        boolean running = SparkSession.getActiveSession().isDefined()
                || SparkSession.getDefaultSession().isDefined();
        if (!running && !new SparkConf().contains("spark.master")) {
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot start Spark: it has no master. Run bin/crmlake, which starts Spark on this machine, or use"
                            + " spark-submit.");
        }
    }

    private static void add(SparkSession.Builder builder, Map<String, String> defaults) {
        defaults.forEach((key, value) -> {
            if (System.getProperty(key) == null) {
                builder.config(key, value);
            }
        });
    }
}
