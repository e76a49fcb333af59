package org.crmlake.lake;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.crmlake.testing.MiniHdfs;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({MiniHdfs.class, SharedSpark.OnHdfs.class})
class PartitionOverwriteIT {
    private static final LocalDate MAY_1 = LocalDate.of(2026, 5, 1);
    private static final LocalDate MAY_2 = LocalDate.of(2026, 5, 2);

    private LakeTenant tenant;
    private SparkLake lake;

    @BeforeEach
    void create(SparkSession spark, Configuration hadoop) {
        tenant = new LakeTenant(spark, hadoop);
        lake = tenant.lake();
    }

    @Test
    void replacesOnePartitionAndLeavesTheOthers() {
        overwrite(MAY_1, "crm:1", "crm:2");
        overwrite(MAY_2, "crm:1");

        overwrite(MAY_1, "crm:3");

        assertThat(keysAsOf(MAY_1)).containsExactly("crm:3");
        assertThat(keysAsOf(MAY_2)).containsExactly("crm:1");
    }

    @Test
    void emptiesAPartitionThatHasNoRowsAnyMore() {
        overwrite(MAY_1, "crm:1");

        overwrite(MAY_1);

        assertThat(keysAsOf(MAY_1)).isEmpty();
    }

    @Test
    void keepsRowsOfAnotherDateOutOfOtherPartitions() {
        overwrite(MAY_1, "crm:1");

        lake.overwritePartition(tenant.scores(MAY_2, "crm:9"), RfmScoresTable.TABLE, RfmScoresTable.AS_OF, MAY_1);

        assertThat(keysAsOf(MAY_1)).containsExactly("crm:9");
        assertThat(keysAsOf(MAY_2)).isEmpty();
    }

    private void overwrite(LocalDate asOf, String... keys) {
        lake.overwritePartition(tenant.scores(asOf, keys), RfmScoresTable.TABLE, RfmScoresTable.AS_OF, asOf);
    }

    private List<String> keysAsOf(LocalDate date) {
        return lake.read(RfmScoresTable.TABLE)
                .filter(col(RfmScoresTable.AS_OF).equalTo(lit(date)))
                .select(RfmScoresTable.CUSTOMER_KEY)
                .as(Encoders.STRING())
                .collectAsList();
    }
}
