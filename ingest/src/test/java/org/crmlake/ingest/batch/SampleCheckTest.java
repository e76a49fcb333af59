package org.crmlake.ingest.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.crmlake.ingest.contract.ContractFiles;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A sample is judged as a batch would be, without a store. */
@ExtendWith(SharedSpark.class)
class SampleCheckTest {
    private static final String HEADER =
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

    private final SparkSession spark;

    @TempDir
    private Path folder;

    SampleCheckTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void showsWhatMappingAndContractMakeOfASample() throws IOException {
        Path sample = Files.writeString(
                folder.resolve("sample.csv"),
                HEADER
                        + "559702,A,LAMP,2,2011-07-12 08:10:00,1.25,16013,United Kingdom\n"
                        + "559702,A,LAMP,2,2011-07-12 08:10:00,1.25,16013,United Kingdom\n"
                        + "X59702,B,LAMP,2,2011-07-12 08:10:00,1.25,16013,United Kingdom\n"
                        + "559703,B,LAMP,two,2011-07-12 08:10:00,1.25,16013,United Kingdom\n"
                        + "559704,C,LAMP,1,2011-07-13 08:10:00,3,,United Kingdom\n");
        IngestSettings settings = new IngestSettings(
                0, 1000, ContractFiles.read(TestTenant.repository().resolve("conf/contracts/online-retail")));

        BatchPlan plan = new SampleCheck(spark, new Configuration(), settings, Clock.systemUTC())
                .run(sample.toString(), TestTenant.shippedMapping("online-retail.yaml"));

        assertThat(List.of(
                        plan.report().read(),
                        plan.report().accepted(),
                        plan.report().rejected(),
                        plan.report().filtered(),
                        plan.report().duplicates()))
                .containsExactly(5L, 2L, 2L, 1L, 0L);
        assertThat(plan.samples()).hasSize(2).allMatch(event -> event.contains("\"order_id\":\"559702\""));
        assertThat(plan.rejections())
                .hasSize(2)
                .anyMatch(line ->
                        line.contains(": contract: contract 'Order Completed': /properties/order_id 'X59702': "))
                .anyMatch(line -> line.contains("two"));
    }
}
