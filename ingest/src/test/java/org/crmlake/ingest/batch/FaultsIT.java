package org.crmlake.ingest.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.spark.sql.SparkSession;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.model.BatchReport;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.testing.MiniHBase;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is around an ingester fails while it works: a server, the room on the disks, the clock, its own files. */
@Tag("long")
@ExtendWith({MiniHBase.class, SharedSpark.OnHdfs.class})
class FaultsIT {
    private static final int EVENTS = 300;
    private static final int BAD = 4;
    private static final IngestSettings PUTS = new IngestSettings(Long.MAX_VALUE, 1000);
    private static final IngestSettings BULK_LOAD = new IngestSettings(0, 1000);

    private final SparkSession spark;
    private final Configuration conf;
    private final DistributedFileSystem hdfs;
    private TestTenant tenant;
    private String input;

    FaultsIT(SparkSession spark, Configuration conf, FileSystem fs) {
        this.spark = spark;
        this.conf = conf;
        this.hdfs = (DistributedFileSystem) fs;
        this.tenant = new TestTenant(spark, conf);
    }

    @BeforeEach
    void write(@TempDir Path folder) throws IOException {
        String lines = IntStream.range(0, EVENTS)
                .mapToObj(i -> ("{'messageId':'m-%d','type':'track','userId':'c%d','event':'bought','timestamp':"
                                + "'2026-01-0%dT10:00:00Z'}")
                        .formatted(i, i % 40, 1 + i % 3)
                        .replace('\'', '"'))
                .collect(Collectors.joining("\n"));
        String bad = IntStream.range(0, BAD).mapToObj(i -> "bad " + i).collect(Collectors.joining("\n"));
        input = TestTenant.write(folder, "input", lines + "\n" + bad).toString();
    }

    @Test
    void aRegionServerThatEndsDuringABulkLoadCostsNoEvent(MiniHBase.Servers servers) {
        IngestListener abort = at(IngestStep.FILES_WRITTEN, servers::replaceRegionServer);

        try {
            tenant.ingest(BULK_LOAD, abort).run(input, Mapping.SEGMENT);
        } catch (CrmException e) {
            assertThat(e.kind()).isEqualTo(Kind.EXTERNAL);
            assertThat(tenant.events()).isEmpty();
            tenant.ingest(BULK_LOAD).run(input, Mapping.SEGMENT);
        }

        assertAllIsThereOnce();
    }

    @Test
    void aFullQuotaOfTheLakeLeavesNothingHalfWritten() throws IOException {
        org.apache.hadoop.fs.Path lake = new org.apache.hadoop.fs.Path(
                "/crmlake/warehouse/" + tenant.tenant().namespace());

        for (IngestStep full : List.of(IngestStep.TIMELINE_WRITTEN, IngestStep.DEAD_LETTERS_WRITTEN)) {
            assertThatExceptionOfType(CrmException.class)
                    .isThrownBy(() ->
                            tenant.ingest(PUTS, at(full, () -> quota(lake, 1))).run(input, Mapping.SEGMENT))
                    .withMessageStartingWith("Cannot append to table ")
                    .withMessageContaining("quota")
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.EXTERNAL));
            quota(lake, HdfsConstants.QUOTA_RESET);
            assertThat(tenant.events()).isEmpty();
            assertThat(tenant.deadLetters()).hasSize(full == IngestStep.TIMELINE_WRITTEN ? 0 : BAD);
        }

        tenant.ingest(PUTS).run(input, Mapping.SEGMENT);
        assertAllIsThereOnce();
    }

    @Test
    void aFullQuotaOfTheStagingFolderLeavesNothingHalfWritten() throws IOException {
        org.apache.hadoop.fs.Path staging = new org.apache.hadoop.fs.Path(
                "/crmlake-staging/" + tenant.tenant().namespace());
        hdfs.mkdirs(staging);
        quota(staging, 1);

        assertThatExceptionOfType(CrmException.class)
                .isThrownBy(() -> tenant.ingest(BULK_LOAD).run(input, Mapping.SEGMENT))
                .withMessageContaining("quota")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.EXTERNAL));
        assertThat(tenant.timelineRows()).isZero();
        assertThat(tenant.events()).isEmpty();

        quota(staging, HdfsConstants.QUOTA_RESET);
        tenant.ingest(BULK_LOAD).run(input, Mapping.SEGMENT);
        assertAllIsThereOnce();
    }

    @Test
    void aClockThatGoesBackChangesNoOutcome(@TempDir Path folder) throws IOException {
        Clock back = new SteppingClock(Instant.parse("2026-02-03T00:30:00Z"), Duration.ofMinutes(-10));
        String again = TestTenant.write(folder, "again", java.nio.file.Files.readString(Path.of(input)))
                .toString();

        tenant.ingest(PUTS, IngestListener.SILENT, back).run(input, Mapping.SEGMENT);
        BatchReport copy = tenant.ingest(BULK_LOAD, IngestListener.SILENT, back).run(again, Mapping.SEGMENT);

        assertThat(copy.duplicates()).isEqualTo(EVENTS + BAD);
        assertAllIsThereOnce();
    }

    @Test
    void anIngesterWhoseLockIsDeletedIsShutOutByTheNext() {
        org.apache.hadoop.fs.Path locks = new org.apache.hadoop.fs.Path(
                "/crmlake-locks/" + tenant.tenant().namespace());
        List<BatchReport> next = new ArrayList<>();
        IngestListener second = at(IngestStep.TIMELINE_WRITTEN, () -> {
            delete(locks);
            next.add(tenant.ingest(BULK_LOAD).run(input, Mapping.SEGMENT));
        });

        assertThatExceptionOfType(CrmException.class)
                .isThrownBy(() -> tenant.ingest(PUTS, second).run(input, Mapping.SEGMENT))
                .withMessageContaining(" of the same source was committed meanwhile")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.LOCKED));

        assertThat(next).singleElement().satisfies(report -> assertThat(report.accepted())
                .isEqualTo(EVENTS));
        assertAllIsThereOnce();
    }

    @Test
    void filesOfItsOwnThatAreDeletedAtAnyStepCostNothing() {
        List<IngestStep> failed = new ArrayList<>();
        for (IngestStep step : IngestStep.values()) {
            IngestListener delete = at(step, () -> {
                delete(new org.apache.hadoop.fs.Path(
                        "/crmlake-locks/" + tenant.tenant().namespace()));
                delete(new org.apache.hadoop.fs.Path(
                        "/crmlake-staging/" + tenant.tenant().namespace()));
            });
            try {
                tenant.ingest(BULK_LOAD, delete).run(input, Mapping.SEGMENT);
            } catch (CrmException e) {
                assertThat(e)
                        .hasMessageContaining("of " + EVENTS + " cells that were written 0 are there")
                        .satisfies(missing ->
                                assertThat(((CrmException) missing).kind()).isEqualTo(Kind.EXTERNAL));
                assertThat(tenant.events()).isEmpty();
                failed.add(step);
                tenant.ingest(BULK_LOAD).run(input, Mapping.SEGMENT);
            }
            assertAllIsThereOnce();
            tenant = new TestTenant(spark, conf);
        }
        assertThat(failed).containsExactly(IngestStep.FILES_WRITTEN);
    }

    @Test
    void anAttemptThatWakesUpTakesNoFilesFromItsSuccessor() {
        List<BatchReport> next = new ArrayList<>();
        IngestListener asleep = at(IngestStep.FILES_WRITTEN, () -> {
            delete(new org.apache.hadoop.fs.Path(
                    "/crmlake-locks/" + tenant.tenant().namespace()));
            next.add(tenant.ingest(BULK_LOAD).run(input, Mapping.SEGMENT));
        });

        assertThatExceptionOfType(CrmException.class)
                .isThrownBy(() -> tenant.ingest(BULK_LOAD, asleep).run(input, Mapping.SEGMENT))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.LOCKED));

        assertThat(next).singleElement().satisfies(report -> assertThat(report.accepted())
                .isEqualTo(EVENTS));
        assertAllIsThereOnce();
    }

    @Test
    void filesThatWaitToBeLoadedSayNothingOfACustomerYet() throws IOException {
        String identify = TestTenant.write(
                        Path.of(input).getParent(),
                        "identify",
                        "{'messageId':'i-1','type':'identify','userId':'ann','timestamp':'2026-01-01T10:00:00Z','traits':{'plan':'gold'}}"
                                .replace('\'', '"'))
                .toString();
        List<Boolean> known = new ArrayList<>();

        tenant.ingest(BULK_LOAD, at(IngestStep.FILES_WRITTEN, () -> known.add(tenant.hasProfile("user:ann"))))
                .run(identify, Mapping.SEGMENT);

        assertThat(known).containsExactly(false);
        assertThat(tenant.profile("user:ann")).isEqualTo("{plan=gold of i-1} {}");
    }

    private void assertAllIsThereOnce() {
        assertThat(tenant.events()).hasSize(EVENTS);
        assertThat(tenant.deadLetters()).hasSize(BAD);
        tenant.assertStoresAgree();
        assertThat(tenant.ingest().run(input, Mapping.SEGMENT).duplicates()).isEqualTo(EVENTS + BAD);
    }

    private static IngestListener at(IngestStep when, Runnable what) {
        return (step, detail) -> {
            if (step == when) {
                what.run();
            }
        };
    }

    private void quota(org.apache.hadoop.fs.Path folder, long bytes) {
        try {
            hdfs.setQuota(folder, HdfsConstants.QUOTA_DONT_SET, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void delete(org.apache.hadoop.fs.Path folder) {
        try {
            hdfs.delete(folder, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
