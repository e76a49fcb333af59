package org.crmlake.bench;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_date;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructType;

/**
 * What one would write in ten minutes: Spark reads the JSON lines and writes Parquet. Nothing is checked, nothing is looked up,
 * nothing is sorted. The schema is given, because without one Spark reads the file twice. Two of the four times are read, the
 * ones a table of events needs.
 */
final class PlainSparkCopy {
    static final StructType SCHEMA = new StructType()
            .add("type", DataTypes.StringType)
            .add("messageId", DataTypes.StringType)
            .add("userId", DataTypes.StringType)
            .add("event", DataTypes.StringType)
            .add("channel", DataTypes.StringType)
            .add("timestamp", DataTypes.TimestampType)
            .add("receivedAt", DataTypes.TimestampType)
            .add("context", DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType))
            .add("properties", DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType));

    private PlainSparkCopy() {}

    /**
     * {@code copy CONF-FOLDER FROM TO CODEC} copies, {@code sort} with the same words writes a folder a day, sorted by customer and
     * time; {@code check CONF-FOLDER PARQUET} prints events, distinct ids and the sum of amounts as JSON. Master and memory come
     * from the command line of the JVM.
     */
    public static void main(String[] arguments) {
        SparkSession spark = SparkSession.builder()
                .appName("plain-spark-copy")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.session.timeZone", "UTC")
                .getOrCreate();
        spark.sparkContext().setLogLevel("WARN");
        Configuration hadoop = ClusterSpark.add(spark.sparkContext().hadoopConfiguration(), arguments[1]);
        if (arguments[0].equals("check")) {
            Dataset<Row> events = spark.read().parquet(onCluster(hadoop, arguments[2]));
            System.out.println(facts(events).toJSON().first());
        } else {
            Dataset<Row> events = spark.read().schema(SCHEMA).json(arguments[2]);
            DataFrameWriter<Row> writer = arguments[0].equals("sort") ? byDayAndCustomer(events) : events.write();
            writer.option("compression", arguments[4]).parquet(onCluster(hadoop, arguments[3]));
        }
        spark.stop();
    }

    private static DataFrameWriter<Row> byDayAndCustomer(Dataset<Row> events) {
        return events.withColumn("day", to_date(col("timestamp")))
                .repartition(col("day"))
                .sortWithinPartitions("day", "userId", "timestamp")
                .write()
                .partitionBy("day");
    }

    private static Dataset<Row> facts(Dataset<Row> events) {
        DecimalType money = DataTypes.createDecimalType(18, 4);
        return events.agg(
                count(lit(1)).as("events"),
                countDistinct(col("messageId")).as("ids"),
                sum(coalesce(
                                        col("properties").getItem("revenue"),
                                        col("properties").getItem("total"))
                                .cast(money))
                        .as("amount"));
    }

    private static String onCluster(Configuration hadoop, String path) {
        return hadoop.get("fs.defaultFS") + path;
    }
}
