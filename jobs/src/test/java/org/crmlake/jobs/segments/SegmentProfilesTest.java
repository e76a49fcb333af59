package org.crmlake.jobs.segments;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.crmlake.jobs.JobContext;
import org.crmlake.model.Tenant;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedSpark.class)
class SegmentProfilesTest {
    /** There is no HBase at the address that is given. */
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void withoutCustomersNobodyConnects(SparkSession spark) {
        Configuration nowhere = new Configuration(false);
        nowhere.set("hbase.zookeeper.quorum", "no-such-host.invalid");

        assertThat(SegmentProfiles.write(
                        spark.createDataFrame(List.of(), CustomerEvaluation.COLUMNS)
                                .repartition(4),
                        new JobContext(spark, new Tenant("nobody"), nowhere),
                        LocalDate.of(2026, 6, 1)))
                .isZero();
    }
}
