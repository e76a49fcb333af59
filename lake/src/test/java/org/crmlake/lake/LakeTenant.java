package org.crmlake.lake;

import static scala.jdk.javaapi.CollectionConverters.asScala;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.crmlake.model.Tenant;
import org.crmlake.testing.UniqueName;

/** A tenant of its own for one test, with the tables of the lake, and rows to write into them. */
final class LakeTenant {
    private final Tenant tenant = new Tenant(UniqueName.of("lake"));
    private final SparkSession spark;
    private final LakeCatalog catalog;
    private final SparkLake lake;

    LakeTenant(SparkSession spark, Configuration hadoop) {
        this.spark = spark;
        this.catalog = LakeCatalog.open(LakeSettings.onClusterOf(hadoop), hadoop);
        catalog.createAndVerify(tenant);
        this.lake = new SparkLake(spark, tenant);
    }

    SparkLake lake() {
        return lake;
    }

    Table table(LakeTable table) {
        return catalog.table(tenant, table);
    }

    List<FileScanTask> files(LakeTable table) {
        List<FileScanTask> files = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks =
                table(table).newScan().includeColumnStats().planFiles()) {
            tasks.forEach(files::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    Dataset<Row> events(Row... rows) {
        return spark.createDataFrame(List.of(rows), SparkLake.columns(EventsTable.TABLE));
    }

    static Row event(String id, String customer, String time) {
        Timestamp at = Timestamp.from(Instant.parse(time));
        return RowFactory.create(
                id,
                "track",
                "Order Completed",
                customer,
                null,
                null,
                at,
                null,
                at,
                "web",
                null,
                null,
                new BigDecimal("9.5000"),
                "EUR",
                asScala(Map.of("order_id", "7")),
                asScala(Map.of()),
                false,
                "b1");
    }

    Dataset<Row> scores(LocalDate asOf, String... keys) {
        List<Row> rows = new ArrayList<>();
        for (String key : keys) {
            rows.add(RowFactory.create(
                    key, 3, 1L, new BigDecimal("9.5000"), 5, 1, 2, 512, "Others", Date.valueOf(asOf)));
        }
        return spark.createDataFrame(rows, SparkLake.columns(RfmScoresTable.TABLE));
    }
}
