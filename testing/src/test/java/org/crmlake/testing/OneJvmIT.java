package org.crmlake.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Spark, Iceberg, HDFS and HBase share one JVM and one class path. */
@ExtendWith({SharedSpark.OnHdfs.class, MiniHBase.class})
class OneJvmIT {
    @Test
    void writesAnIcebergTableToHdfsAndReadsItBack(SparkSession spark, FileSystem hdfs) throws Exception {
        String name = UniqueName.of("numbers");

        spark.range(3).writeTo("lake.trial." + name).using("iceberg").create();

        assertThat(spark.table("lake.trial." + name).collectAsList())
                .extracting((Row row) -> row.getLong(0))
                .containsExactlyInAnyOrder(0L, 1L, 2L);
        assertThat(hdfs.getUri().getScheme()).isEqualTo("hdfs");
        assertThat(hdfs.exists(new Path("/crmlake/warehouse/trial/" + name + "/metadata")))
                .isTrue();
    }

    @Test
    void putsACellIntoHBaseAndGetsItBack(Configuration configuration, FileSystem hdfs) throws Exception {
        TableName name = TableName.valueOf(UniqueName.of("cells"));
        byte[] family = "f".getBytes(UTF_8);
        byte[] row = "customer".getBytes(UTF_8);
        try (Connection connection = ConnectionFactory.createConnection(configuration);
                Admin admin = connection.getAdmin();
                Table table = connection.getTable(name)) {
            admin.createTable(TableDescriptorBuilder.newBuilder(name)
                    .setColumnFamily(ColumnFamilyDescriptorBuilder.of(family))
                    .build());

            table.put(new Put(row).addColumn(family, null, "bought".getBytes(UTF_8)));

            assertThat(table.get(new Get(row)).getValue(family, null))
                    .asString(UTF_8)
                    .isEqualTo("bought");
        }
        assertThat(hdfs.exists(new Path("/hbase/data/default/" + name))).isTrue();
    }

    @Test
    void keepsTheSessionsOnHdfsAndOnTheLocalDiskApart(SparkSession onHdfs) {
        assertThat(List.of(onHdfs.conf().get("spark.sql.catalog.lake.warehouse")))
                .allMatch(warehouse -> warehouse.matches("hdfs://(localhost|127\\.0\\.0\\.1):\\d+/crmlake/warehouse"));
        assertThat(onHdfs.sparkContext().conf().get("spark.sql.catalog.lake.warehouse"))
                .startsWith("file:");
    }
}
