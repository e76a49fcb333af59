package org.crmlake.ingest.batch;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.lake.LakeCatalog;
import org.crmlake.lake.LakeSettings;
import org.crmlake.model.Tenant;

/**
 * A process that ingests the same file for several tenants, each up to a step, and then stands still, to be killed. Arguments:
 * settings, input, and for each tenant its name, the number of events from which files are loaded in bulk, and the step.
 */
final class IngestUntilStep {
    /** What it prints when all stand still. */
    static final String STANDING_STILL = "standing still";

    private static final int ARGUMENTS_A_TENANT = 3;

    private IngestUntilStep() {}

    public static void main(String[] arguments) throws InterruptedException {
        Configuration conf = new Configuration(false);
        conf.addResource(new org.apache.hadoop.fs.Path(Path.of(arguments[0]).toUri()));
        LakeSettings lake = LakeSettings.onClusterOf(conf);
        SparkSession spark = session(conf, lake);
        LakeCatalog catalog = LakeCatalog.open(lake, conf);
        for (int i = 2; i < arguments.length; i += ARGUMENTS_A_TENANT) {
            Tenant tenant = new Tenant(arguments[i]);
            IngestSettings settings =
                    new IngestSettings(Long.parseLong(arguments[i + 1]), IngestSettings.DEFAULT.maxRecordBytes());
            IngestStep last = IngestStep.valueOf(arguments[i + 2]);
            CountDownLatch there = new CountDownLatch(1);
            IngestListener standStill = (step, detail) -> {
                if (step == last) {
                    there.countDown();
                    while (true) {
                        LockSupport.park();
                    }
                }
            };
            BatchIngest ingest = new BatchIngest(spark, conf, catalog, tenant, settings, Clock.systemUTC(), standStill);
            Thread thread = new Thread(() -> ingest.run(arguments[1], Mapping.SEGMENT), "ingest of " + tenant);
            thread.setUncaughtExceptionHandler((dead, reason) -> {
                reason.printStackTrace();
                Runtime.getRuntime().halt(1);
            });
            thread.start();
            there.await();
        }
        new PrintStream(System.out, true, StandardCharsets.UTF_8).println(STANDING_STILL);
    }

    private static SparkSession session(Configuration conf, LakeSettings lake) {
        SparkSession.Builder builder = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 1);
        lake.sparkSettings().forEach(builder::config);
        // Only HDFS's own: the rest of an HBase configuration is none of Spark's business.
        conf.forEach(entry -> {
            if (entry.getKey().startsWith("fs.") || entry.getKey().startsWith("dfs.")) {
                builder.config("spark.hadoop." + entry.getKey(), conf.get(entry.getKey()));
            }
        });
        return builder.getOrCreate();
    }
}
