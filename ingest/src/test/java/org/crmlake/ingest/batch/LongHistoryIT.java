package org.crmlake.ingest.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Transaction;
import org.apache.spark.sql.SparkSession;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.lake.DeadLettersTable;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.LakeTable;
import org.crmlake.testing.MiniHBase;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A tenant whose tables have more snapshots than a stream leaves there, as one of an earlier release may have. */
@Tag("long")
@ExtendWith({MiniHBase.class, SharedSpark.OnHdfs.class})
class LongHistoryIT {
    private static final int TOO_MANY = 1_001;

    @TempDir
    private Path folder;

    @Test
    void aBatchCutsThemAndIsTheSameWhenItIsRepeated(SparkSession spark, Configuration conf) throws IOException {
        try (TestTenant tenant = new TestTenant(spark, conf)) {
            Path first = file("first", "e1");
            tenant.ingest(first, Mapping.SEGMENT);
            for (LakeTable table : new LakeTable[] {EventsTable.TABLE, DeadLettersTable.TABLE}) {
                // Together, as one by one each would write down all that there are.
                Transaction many = tenant.lake().table(table).newTransaction();
                for (int i = 0; i < TOO_MANY; i++) {
                    many.newFastAppend().commit();
                }
                many.commitTransaction();
            }

            assertThat(tenant.ingest(file("second", "e2"), Mapping.SEGMENT).accepted())
                    .isEqualTo(1);

            assertThat(tenant.commits())
                    .allSatisfy(snapshots -> assertThat(snapshots).isBetween(500, 520));
            assertThat(tenant.ingest(first, Mapping.SEGMENT).duplicates()).isEqualTo(1);
            assertThat(tenant.events()).hasSize(2);
        }
    }

    private Path file(String name, String id) throws IOException {
        return Files.writeString(
                folder.resolve(name + ".json"),
                "{\"messageId\":\"" + id
                        + "\",\"type\":\"track\",\"event\":\"A\",\"userId\":\"u\",\"timestamp\":\"2026-01-31T12:00:00Z\"}\n");
    }
}
