package org.crmlake.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.BufferedMutator;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.filter.FirstKeyOnlyFilter;
import org.apache.hadoop.hbase.io.compress.Compression;
import org.apache.hadoop.hbase.io.encoding.DataBlockEncoding;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.crmlake.hbase.TimelineRowKey;

/** What one would write in ten minutes: Spark reads the JSON lines, and each task puts its rows into HBase. */
final class PlainSparkPuts {
    private static final byte[] FAMILY = {'e'};
    private static final byte[] QUALIFIER = {'r'};
    private static final int REGIONS = 8;
    private static final int SCAN_ROWS = 10_000;

    private PlainSparkPuts() {}

    /** {@code put CONF-FOLDER FROM TABLE} makes the table and fills it; {@code count CONF-FOLDER TABLE} prints its rows as JSON. */
    public static void main(String[] arguments) throws IOException {
        String conf = arguments[1];
        if (arguments[0].equals("count")) {
            System.out.printf("{\"rows\": %d}%n", count(conf, TableName.valueOf(arguments[2])));
            return;
        }
        TableName table = TableName.valueOf(arguments[3]);
        create(conf, table);
        SparkSession spark = SparkSession.builder()
                .appName("plain-spark-puts")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.session.timeZone", "UTC")
                .getOrCreate();
        spark.sparkContext().setLogLevel("WARN");
        String name = arguments[3];
        ForeachPartitionFunction<Row> put = rows -> put(conf, TableName.valueOf(name), rows);
        spark.read()
                .schema(PlainSparkCopy.SCHEMA)
                .json(arguments[2])
                .selectExpr("userId", "unix_micros(timestamp)", "messageId", "to_json(struct(*))")
                .foreachPartition(put);
        spark.stop();
    }

    private static void put(String conf, TableName table, Iterator<Row> rows) throws IOException {
        try (Connection connection = ConnectionFactory.createConnection(ClusterSpark.hbase(conf));
                BufferedMutator mutator = connection.getBufferedMutator(table)) {
            while (rows.hasNext()) {
                Row row = rows.next();
                byte[] key = TimelineRowKey.of("user:" + row.getString(0), row.getLong(1), row.getString(2));
                byte[] record = row.getString(3).getBytes(StandardCharsets.UTF_8);
                mutator.mutate(new Put(key).addColumn(FAMILY, QUALIFIER, record));
            }
        }
    }

    private static void create(String conf, TableName table) throws IOException {
        byte[][] starts = TimelineRowKey.regionStartKeys(REGIONS);
        byte[][] splits = List.of(starts).subList(1, starts.length).toArray(byte[][]::new);
        try (Connection connection = ConnectionFactory.createConnection(ClusterSpark.hbase(conf));
                Admin admin = connection.getAdmin()) {
            admin.createTable(
                    TableDescriptorBuilder.newBuilder(table)
                            .setColumnFamily(ColumnFamilyDescriptorBuilder.newBuilder(FAMILY)
                                    .setDataBlockEncoding(DataBlockEncoding.FAST_DIFF)
                                    .setCompressionType(Compression.Algorithm.ZSTD)
                                    .build())
                            .build(),
                    splits);
        }
    }

    private static long count(String conf, TableName name) throws IOException {
        long rows = 0;
        try (Connection connection = ConnectionFactory.createConnection(ClusterSpark.hbase(conf));
                Table table = connection.getTable(name);
                ResultScanner scanner =
                        table.getScanner(new Scan().setCaching(SCAN_ROWS).setFilter(new FirstKeyOnlyFilter()))) {
            for (Result ignored : scanner) {
                rows++;
            }
        }
        return rows;
    }
}
