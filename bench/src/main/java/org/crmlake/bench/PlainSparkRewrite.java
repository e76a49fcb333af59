package org.crmlake.bench;

import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** Reads two sets of Parquet files and writes each again: less than this no job can cost that writes a row for each customer twice. */
final class PlainSparkRewrite {
    private PlainSparkRewrite() {}

    /** {@code CONF-FOLDER FROM FROM TO}: two local folders, and one on the cluster that gets two within. */
    public static void main(String[] arguments) {
        SparkSession spark = SparkSession.builder()
                .appName("plain-spark-rewrite")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.session.timeZone", "UTC")
                .getOrCreate();
        spark.sparkContext().setLogLevel("WARN");
        Configuration hadoop = ClusterSpark.add(spark.sparkContext().hadoopConfiguration(), arguments[0]);
        String target = hadoop.get("fs.defaultFS") + arguments[3];
        for (int set = 1; set <= 2; set++) {
            spark.read()
                    .parquet(Path.of(arguments[set]).toUri().toString())
                    .write()
                    .option("compression", "zstd")
                    .parquet(target + "/" + set);
        }
        spark.stop();
    }
}
