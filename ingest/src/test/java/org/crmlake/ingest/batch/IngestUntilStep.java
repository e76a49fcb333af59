package org.crmlake.ingest.batch;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.lake.LakeCatalog;
import org.crmlake.lake.LakeSettings;
import org.crmlake.model.Tenant;

/** A process that ingests up to a step and then stands still, to be killed. Arguments: settings, tenant, input, bulk load from, step. */
final class IngestUntilStep {
    static final String STANDING_STILL = "standing still after ";

    private IngestUntilStep() {}

    public static void main(String[] arguments) {
        Configuration conf = new Configuration(false);
        conf.addResource(new org.apache.hadoop.fs.Path(Path.of(arguments[0]).toUri()));
        Tenant tenant = new Tenant(arguments[1]);
        IngestSettings settings =
                new IngestSettings(Long.parseLong(arguments[3]), IngestSettings.DEFAULT.maxRecordBytes());
        IngestStep last = IngestStep.valueOf(arguments[4]);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        LakeSettings lake = LakeSettings.onClusterOf(conf);
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
        try (LakeCatalog catalog = LakeCatalog.open(lake, conf)) {
            IngestListener standStill = (step, detail) -> {
                if (step == last) {
                    out.println(STANDING_STILL + step);
                    while (true) {
                        LockSupport.park();
                    }
                }
            };
            new BatchIngest(builder.getOrCreate(), conf, catalog, tenant, settings, Clock.systemUTC(), standStill)
                    .run(arguments[2], Mapping.SEGMENT);
        }
        throw new IllegalStateException("the batch ended without reaching step " + last);
    }
}
