package org.crmlake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.crmlake.lake.LakeTenant.event;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.testing.MiniHdfs;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({MiniHdfs.class, SharedSpark.OnHdfs.class})
class LakeUpkeepIT {
    private static final LocalDate MAY_1 = LocalDate.of(2026, 5, 1);

    private SparkSession spark;
    private LakeTenant tenant;
    private SparkLake lake;

    @BeforeEach
    void create(SparkSession spark, Configuration hadoop) {
        this.spark = spark;
        tenant = new LakeTenant(spark, hadoop);
        lake = tenant.lake();
    }

    @Test
    void maintenanceBesideAWriterAtWorkLosesNothing(Configuration hadoop) throws IOException {
        for (int i = 1; i <= 6; i++) {
            lake.append(
                    tenant.events(event("e" + i, "crm:" + i, "2026-05-01T10:00:00Z")),
                    EventsTable.TABLE,
                    batch(i).summary());
        }
        long first = tenant.table(EventsTable.TABLE).history().get(0).snapshotId();
        FencedAppend writer = new FencedAppend(FencedTable.of(tenant.table(EventsTable.TABLE), "shop"));
        Instant now = Instant.now();
        leaveBehind(hadoop, "died-long-ago.parquet", now.minus(10, ChronoUnit.DAYS));
        leaveBehind(hadoop, "being-written.parquet", now);

        UpkeepDone plan = upkeep(now, true);
        UpkeepDone done = upkeep(now, false);
        writer.append(tenant.events(event("e7", "crm:7", "2026-05-01T10:00:00Z")), batch(7));

        assertThat(plan).isEqualTo(new UpkeepDone(EventsTable.TABLE, 6, 6, 0, 0, 1, 0, Optional.empty()));
        assertThat(done).isEqualTo(new UpkeepDone(EventsTable.TABLE, 6, 6, 1, 0, 1, 0, Optional.empty()));
        assertThat(tenant.files(EventsTable.TABLE)).hasSize(2);
        assertThat(ids()).containsExactly("e1", "e2", "e3", "e4", "e5", "e6", "e7");

        UpkeepDone later = upkeep(now.plus(8, ChronoUnit.DAYS), false);

        assertThat(later.expiredSnapshots()).isEqualTo(7);
        assertThat(later.keptCommits()).isEqualTo(7);
        assertThat(later.orphans()).isGreaterThanOrEqualTo(6);
        assertThat(tenant.files(EventsTable.TABLE)).hasSize(2);
        assertThat(tenant.table(EventsTable.TABLE).snapshots()).hasSize(1);
        assertThat(ids()).containsExactly("e1", "e2", "e3", "e4", "e5", "e6", "e7");
        CommittedBatches batches =
                new CommittedBatches(tenant.table(EventsTable.TABLE), tenant.table(ExpiredCommitsTable.TABLE));
        assertThat(batches.ids()).containsExactlyInAnyOrder("b1", "b2", "b3", "b4", "b5", "b6", "b7");
        assertThat(batches.find("b3")).contains(batch(3));
        assertThat(batches.daysSince(first)).contains(new TreeSet<>(List.of(MAY_1)));
    }

    @Test
    void filesThatCouldNotBeBroughtTogetherAreSaid(Configuration hadoop) throws IOException {
        for (int i = 1; i <= 6; i++) {
            lake.append(
                    tenant.events(event("e" + i, "crm:" + i, "2026-05-01T10:00:00Z")),
                    EventsTable.TABLE,
                    batch(i).summary());
        }
        Path metadata = new Path(tenant.table(EventsTable.TABLE).location(), "metadata");
        DistributedFileSystem hdfs = (DistributedFileSystem) metadata.getFileSystem(hadoop);
        long names = hdfs.getContentSummary(metadata).getFileCount()
                + hdfs.getContentSummary(metadata).getDirectoryCount();
        hdfs.setQuota(metadata, names, HdfsConstants.QUOTA_DONT_SET);
        try {
            UpkeepDone done = upkeep(Instant.now(), false);

            assertThat(done.compacted()).isZero();
            assertThat(done.left()).isPresent();
        } finally {
            hdfs.setQuota(metadata, HdfsConstants.QUOTA_RESET, HdfsConstants.QUOTA_RESET);
        }
        assertThat(ids()).hasSize(6);
        assertThat(upkeep(Instant.now(), false).compacted()).isEqualTo(6);
    }

    @Test
    void maintenanceKeepsADayAtLeast() {
        assertThatThrownBy(() -> new UpkeepSettings(Instant.EPOCH, Duration.ofHours(23), Duration.ofDays(3), false))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.USAGE))
                .hasMessage(
                        "Cannot maintain tables with snapshots kept for 23 hours and unnamed files for 72: writers and"
                                + " readers at work may need what is younger than 24 hours. Keep both longer.");
    }

    private UpkeepDone upkeep(Instant now, boolean dryRun) {
        UpkeepSettings settings = new UpkeepSettings(now, Duration.ofDays(7), Duration.ofDays(3), dryRun);
        return new LakeUpkeep(spark, lake, settings).run(EventsTable.TABLE);
    }

    private void leaveBehind(Configuration hadoop, String name, Instant modified) throws IOException {
        Path file = new Path(tenant.table(EventsTable.TABLE).location(), "data/" + name);
        FileSystem fs = file.getFileSystem(hadoop);
        fs.create(file).close();
        fs.setTimes(file, modified.toEpochMilli(), -1);
    }

    private List<String> ids() {
        return lake.read(EventsTable.TABLE)
                .select(EventsTable.EVENT_ID)
                .orderBy(EventsTable.EVENT_ID)
                .as(Encoders.STRING())
                .collectAsList();
    }

    private static CommittedBatch batch(int number) {
        return new CommittedBatch("b" + number, "web", "file " + number, 1, 1, 0, 0, 0, new TreeSet<>(List.of(MAY_1)));
    }
}
