package org.crmlake.cli;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.crmlake.lake.ForcedSettings;
import org.crmlake.lake.LakeSettings;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import scala.Tuple2;

/**
 * Opens the Spark session of a command. Master, memory and shuffle come from {@code spark-submit} or from the {@code spark.*}
 * system properties that {@code bin/crmlake} sets, and so does whatever else somebody sets there: what is said here are defaults, but
 * for what {@link ForcedSettings} names.
 */
final class SparkSessions {
    /** What belongs to the process that Spark begins in, whichever sessions it comes to have. */
    static final Map<String, String> OF_PROCESS = Map.of(
            // Spark's own, and what a REST catalog is logged in with.
            "spark.redaction.regex", "(?i)secret|password|token|access[.]?key|credential");

    /**
     * A command that ends with its answer has no use for a web page, and nobody else may reach its ports. Its executor is itself and is
     * there as long as it is: Spark would give it up after a machine's sleep of two minutes, and end the process ten minutes later. Nor is
     * there another one to wait for, nearer to the data: Spark waits with its last tasks and, with one executor, is never woken again.
     */
    private static final Map<String, String> ON_THIS_MACHINE = Map.of(
            "spark.ui.enabled", "false",
            "spark.driver.host", "127.0.0.1",
            "spark.driver.bindAddress", "127.0.0.1",
            "spark.storage.blockManagerHeartbeatTimeoutMs", "3650d",
            "spark.locality.wait", "0s");

    private SparkSessions() {}

    /**
     * Returns the session of this process, started if there is none yet. The stores are asked first whether they are there.
     *
     * @throws CrmException of kind EXTERNAL if a store does not answer, CONFIG if Spark has no master
     */
    static SparkSession open(Invocation invocation) {
        StoreSettings stores = StoreSettings.of(invocation);
        Configuration configuration = stores.configuration();
        Map<String, String> lake = LakeSettings.onClusterOf(configuration).sparkSettings();
        ForcedSettings.check(given(), lake);
        Reachability.check(Reachability.hdfs(configuration));
        Reachability.check(Reachability.hbase(configuration));
        SparkSession.Builder builder =
                begun(new SparkConf().get("spark.master", "").startsWith("local"));
        add(builder, stores.sparkSettings());
        add(builder, lake);
        return builder.getOrCreate();
    }

    /**
     * Returns the session of this process for work on files alone; no store is asked.
     *
     * @throws CrmException of kind CONFIG if Spark has no master
     */
    static SparkSession alone() {
        ForcedSettings.check(given(), ForcedSettings.ALL);
        SparkSession.Builder builder = begun(true);
        add(builder, ForcedSettings.ALL);
        return builder.getOrCreate();
    }

    /** Returns what a session is made with; if it is the first one, with the settings of the process, which no later one can change. */
    private static SparkSession.Builder begun(boolean onThisMachine) {
        SparkSession.Builder builder = SparkSession.builder().appName("crmlake");
        if (SparkSession.getActiveSession().isDefined()
                || SparkSession.getDefaultSession().isDefined()) {
            return builder;
        }
        if (!new SparkConf().contains("spark.master")) {
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot start Spark: it has no master. Run bin/crmlake, which starts Spark on this machine, or use"
                            + " spark-submit.");
        }
        add(builder, OF_PROCESS);
        if (onThisMachine) {
            add(builder, ON_THIS_MACHINE);
        }
        return builder;
    }

    /** What {@code spark-submit} and {@code bin/crmlake} set: all of {@code spark-defaults.conf} is among the system properties. */
    private static Map<String, String> given() {
        return Arrays.stream(new SparkConf().getAll()).collect(Collectors.toMap(Tuple2::_1, Tuple2::_2));
    }

    private static void add(SparkSession.Builder builder, Map<String, String> defaults) {
        defaults.forEach((key, value) -> {
            if (System.getProperty(key) == null) {
                builder.config(key, value);
            }
        });
    }
}
