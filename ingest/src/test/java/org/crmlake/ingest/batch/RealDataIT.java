package org.crmlake.ingest.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.lake.EventsTable;
import org.crmlake.model.BatchReport;
import org.crmlake.testing.MiniHBase;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The expected numbers were counted by another program over the same files: docs/online-retail.md. */
@ExtendWith({MiniHBase.class, SharedSpark.OnHdfs.class})
class RealDataIT {
    private final TestTenant tenant;

    RealDataIT(SparkSession spark, Configuration conf) {
        this.tenant = new TestTenant(spark, conf);
    }

    @Test
    void accountsForEveryLineOfOnlineRetail(@TempDir Path folder) throws Exception {
        Mapping mapping = TestTenant.shippedMapping("online-retail.yaml");
        Path file = TestTenant.repository().resolve("samples/online-retail/online_retail_2010-12-01_2011-08-31.csv.gz");

        BatchReport first = tenant.ingest(file, mapping);

        assertThat(first.read()).isEqualTo(320_705);
        assertThat(first.accepted()).isEqualTo(232_053);
        assertThat(first.filtered()).isEqualTo(88_652);
        assertThat(first.rejected()).isZero();
        assertThat(first.duplicates()).isZero();
        Row orders = tenant.lake()
                .read(EventsTable.TABLE)
                .where(col(EventsTable.NAME).equalTo("Order Completed"))
                .agg(count(lit(1)), sum(EventsTable.AMOUNT), countDistinct(EventsTable.EVENT_ID))
                .first();
        assertThat(orders.getLong(0)).isEqualTo(226_488);
        assertThat(orders.getDecimal(1)).isEqualByComparingTo(new BigDecimal("5239240.562"));
        assertThat(orders.getLong(2)).isEqualTo(226_488);
        assertThat(tenant.history("retail:17850")).hasSize(312);
        assertThat(tenant.history("retail:14911")).hasSize(2_874);

        var commits = tenant.commits();
        Path copy = Files.copy(file, folder.resolve("copy.csv.gz"));
        BatchReport copied = tenant.ingest(copy, mapping);
        assertThat(copied.batchId()).isNotEqualTo(first.batchId());
        assertThat(copied.accepted()).isZero();
        assertThat(copied.read()).isEqualTo(320_705);
        assertThat(copied.duplicates()).isEqualTo(232_053);
        assertThat(copied.filtered()).isEqualTo(88_652);
        assertThat(tenant.commits()).isEqualTo(commits);
    }

    @Test
    void keepsEqualPurchasesOfCdnowApart() {
        Path file = TestTenant.repository().resolve("samples/cdnow/CDNOW_sample.txt");

        BatchReport report = tenant.ingest(file, TestTenant.shippedMapping("cdnow.yaml"));

        assertThat(report.read()).isEqualTo(6_919);
        assertThat(report.accepted()).isEqualTo(6_919);
        Row totals = tenant.lake()
                .read(EventsTable.TABLE)
                .agg(
                        countDistinct(EventsTable.CUSTOMER_KEY),
                        countDistinct(EventsTable.EVENT_ID),
                        sum(EventsTable.AMOUNT))
                .first();
        assertThat(totals.getLong(0)).isEqualTo(2_357);
        assertThat(totals.getLong(1)).isEqualTo(6_919);
        assertThat(totals.getDecimal(2)).isEqualByComparingTo(new BigDecimal("244091.94"));
    }
}
