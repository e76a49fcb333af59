package org.crmlake.ingest.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.crmlake.ingest.batch.StreamRuns.counts;
import static org.crmlake.ingest.batch.StreamRuns.event;

import java.io.File;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.SparkSession;
import org.crmlake.ingest.contract.ContractFiles;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.mapping.MappingFile;
import org.crmlake.ingest.source.FlakyFiles;
import org.crmlake.ingest.stream.FolderMicroBatches;
import org.crmlake.ingest.stream.MicroBatches;
import org.crmlake.ingest.stream.StopSignal;
import org.crmlake.ingest.stream.StreamReport;
import org.crmlake.lake.DeadLettersTable;
import org.crmlake.testing.MiniHBase;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Folders into which files go on coming: where they go on is what the lake has committed. */
@ExtendWith({MiniHBase.class, SharedSpark.OnHdfs.class})
class FolderStreamIT {
    private final SparkSession spark;
    private final Configuration conf;
    private final TestTenant tenant;

    @TempDir
    private Path folder;

    FolderStreamIT(SparkSession spark, Configuration conf) {
        this.spark = spark;
        this.conf = conf;
        this.tenant = new TestTenant(spark, conf);
    }

    @Test
    void takesEachFileThatArrivesOnceAndPassesOverOneItCannotRead() throws Exception {
        Path arriving = java.nio.file.Files.createDirectory(folder.resolve("in"));
        Path first = TestTenant.write(arriving, "1.json", event("m-1", "bought"));
        TestTenant.write(arriving, "2.json.gz", "not packed at all");
        TestTenant.write(arriving, ".3.json", event("m-3", "bought"));
        tenant.ingest(first, Mapping.SEGMENT);

        StreamReport report = take(new FolderMicroBatches(conf, arriving.toString()), IngestListener.SILENT);
        assertThat(List.of(report.batches(), report.unreadable(), report.read()))
                .containsExactly(0L, 1L, 0L);

        java.nio.file.Files.delete(arriving.resolve("2.json.gz"));
        java.nio.file.Files.move(arriving.resolve(".3.json"), arriving.resolve("3.json"));
        StreamReport next = take(new FolderMicroBatches(conf, arriving.toString()), IngestListener.SILENT);
        assertThat(counts(next)).containsExactly(1L, 1L, 0L, 0L, 0L);
        assertThat(next.batches()).isEqualTo(1);
        tenant.assertStoresAgree();

        // A stream holds events against their contracts as a batch does. Under new rules it looks at the files again,
        // and knows the rest.
        Path contracts = java.nio.file.Files.createDirectory(folder.resolve("contracts"));
        TestTenant.write(contracts, "returned.json", """
                {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "returned",
                 "properties": {"properties": {"required": ["order_id"]}}}""");
        TestTenant.write(arriving, "4.json", event("m-4", "returned") + "\n" + event("m-5", "bought"));
        IngestSettings withContracts = new IngestSettings(
                IngestSettings.DEFAULT.bulkLoadFrom(),
                IngestSettings.DEFAULT.maxRecordBytes(),
                ContractFiles.read(contracts));
        StreamReport held = take(
                new FolderMicroBatches(conf, arriving.toString()), tenant.ingest(withContracts, IngestListener.SILENT));
        assertThat(counts(held)).containsExactly(4L, 1L, 1L, 0L, 2L);
        assertThat(tenant.deadLetters()).singleElement().satisfies(letter -> assertThat(
                        letter.<String>getAs(DeadLettersTable.REASON))
                .startsWith("contract 'returned': ")
                .contains("order_id"));
    }

    @Test
    void leavesAFileLyingThatTheMappingDoesNotFitAndGoesOn() throws Exception {
        Mapping mapping = MappingFile.parse("test", """
                source: shop
                format: csv
                options: {header: true}
                fields:
                  customer_key: "concat('shop:', id)"
                  name: "'Order Completed'"
                  event_time: "cast(day as timestamp)"
                """);
        Path arriving = java.nio.file.Files.createDirectory(folder.resolve("headers"));
        TestTenant.write(arriving, "1.csv", "id,day\n1,2026-01-31\n");
        Path other = TestTenant.write(arriving, "2.csv", "number;date\n1;2026-01-31\n");
        TestTenant.write(arriving, "3.csv", "id,day\n2,2026-01-31\n");
        List<String> named = new ArrayList<>();

        StreamReport report = take(arriving.toString(), mapping, named);
        TestTenant.write(arriving, "4.csv", "id,day\n3,2026-01-31\n");
        StreamReport restarted = take(arriving.toString(), mapping, named);

        assertThat(List.of(report.batches(), report.unreadable(), report.accepted()))
                .containsExactly(2L, 1L, 2L);
        assertThat(List.of(restarted.batches(), restarted.unreadable(), restarted.accepted()))
                .containsExactly(1L, 1L, 1L);
        assertThat(named).hasSize(2).allSatisfy(message -> assertThat(message)
                .startsWith("Cannot ingest file:" + other + ": Cannot use mapping shop: 2 problems: ")
                .endsWith(" The file was left lying; mend it or the mapping and run the command again.")
                .hasSizeLessThan(1000));
        assertThat(other).exists();
        tenant.assertStoresAgree();
    }

    @Test
    void triesAFileAgainThatAFileSystemDidNotGiveIt() throws Exception {
        FlakyFiles.addTo(conf);
        Path arriving = java.nio.file.Files.createDirectory(folder.resolve("flaky"));
        TestTenant.write(arriving, "1.json", event("m-1", "bought"));
        List<String> named = new ArrayList<>();
        FlakyFiles.fail(1);

        StreamReport report = take(FlakyFiles.of(arriving), Mapping.SEGMENT, named);

        assertThat(List.of(report.batches(), report.unreadable(), report.accepted()))
                .containsExactly(1L, 0L, 1L);
        assertThat(named).isEmpty();
    }

    @Test
    void leavesAFileLyingThatNobodyGivesItWhileOthersAreGiven() throws Exception {
        FlakyFiles.addTo(conf);
        Path arriving = java.nio.file.Files.createDirectory(folder.resolve("lost"));
        TestTenant.write(arriving, "lost.json", event("m-1", "bought"));
        TestTenant.write(arriving, "there.json", event("m-2", "bought"));
        TestTenant.write(arriving, "there-too.json", event("m-3", "bought"));
        List<String> named = new ArrayList<>();
        FlakyFiles.lose("lost.json");
        // Each time somebody asks, a minute has passed.
        Clock patient = new SteppingClock(Instant.parse("2026-02-03T00:30:00Z"), Duration.ofSeconds(61));

        StreamReport report = take(
                new FolderMicroBatches(conf, FlakyFiles.of(arriving)),
                tenant.ingest(IngestSettings.DEFAULT, IngestListener.SILENT, patient),
                new StopSignal(),
                Mapping.SEGMENT,
                named);

        assertThat(List.of(report.batches(), report.unreadable(), report.accepted()))
                .containsExactly(2L, 1L, 2L);
        assertThat(named).singleElement().asString().contains("lost.json", "no data node answers");
    }

    @Test
    void takesColumnarFilesOfAnyNameTriesThemAgainAndPassesABrokenOneOver() throws Exception {
        FlakyFiles.addTo(conf);
        Path arriving = java.nio.file.Files.createDirectory(folder.resolve("columns"));
        Path written = folder.resolve("written");
        spark.sql("select '1' as id, timestamp '2026-01-31 00:00:00' as at")
                .coalesce(1)
                .write()
                .parquet(written.toUri().toString());
        try (java.util.stream.Stream<Path> files = java.nio.file.Files.list(written)) {
            Path part = files.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .findFirst()
                    .orElseThrow();
            java.nio.file.Files.move(part, arriving.resolve("10:30 {a}.parquet"));
        }
        Path broken = TestTenant.write(arriving, "b:c.parquet", "this is no file of Parquet");
        Mapping mapping = MappingFile.parse("test", """
                source: shop
                format: parquet
                fields: {customer_key: "concat('shop:', id)", name: "'Seen'", event_time: at}
                """);
        List<String> named = new ArrayList<>();
        FlakyFiles.fail(1);

        StreamReport report = take(FlakyFiles.of(arriving), mapping, named);

        assertThat(List.of(report.batches(), report.unreadable(), report.accepted()))
                .containsExactly(1L, 1L, 1L);
        assertThat(named).singleElement().satisfies(message -> assertThat(message)
                .startsWith(
                        "Cannot ingest " + FlakyFiles.of(broken).replace("://", ":") + ": it is not a Parquet file: "));
        tenant.assertStoresAgree();
    }

    @Test
    void completesTheBatchThatItIsAtWhenToldToStopAndBeginsNoOther() throws Exception {
        Path arriving = java.nio.file.Files.createDirectory(folder.resolve("two"));
        TestTenant.write(arriving, "1.json", event("m-1", "bought"));
        TestTenant.write(arriving, "2.json", event("m-2", "bought"));
        StopSignal stop = new StopSignal();
        IngestListener stopping = (step, detail) -> {
            if (step == IngestStep.TIMELINE_WRITTEN) {
                stop.give();
            }
        };

        StreamReport stopped = take(
                new FolderMicroBatches(conf, arriving.toString()),
                tenant.ingest(IngestSettings.DEFAULT, stopping),
                stop);

        assertThat(stopped.batches()).isEqualTo(1);
        assertThat(tenant.events()).hasSize(1);
        tenant.assertStoresAgree();
        assertThat(take(new FolderMicroBatches(conf, arriving.toString()), IngestListener.SILENT)
                        .accepted())
                .isEqualTo(1);
        assertThat(tenant.events()).hasSize(2);
    }

    @Test
    void losesAndDoublesNothingWhenSparksCheckpointIsDeletedUnderIt() throws Exception {
        Path arriving = java.nio.file.Files.createDirectory(folder.resolve("three"));
        for (int file = 1; file <= 3; file++) {
            TestTenant.write(arriving, file + ".json", event("m-" + file, "bought"));
        }
        AtomicInteger deleted = new AtomicInteger();
        IngestListener deleting = (step, detail) -> {
            if (step == IngestStep.TIMELINE_WRITTEN) {
                deleted.addAndGet(deleteCheckpoints());
            }
        };

        try {
            take(new FolderMicroBatches(conf, arriving.toString()), deleting);
        } catch (RuntimeException e) {
            // Spark may find that it cannot go on without.
            assertThat(e).hasMessageContaining("crmlake-stream");
        }
        take(new FolderMicroBatches(conf, arriving.toString()), IngestListener.SILENT);

        assertThat(deleted.get()).isPositive();
        assertThat(tenant.events()).hasSize(3);
        tenant.assertStoresAgree();
    }

    private static int deleteCheckpoints() {
        File[] found = new File(System.getProperty("java.io.tmpdir"))
                .listFiles((in, name) -> name.startsWith("crmlake-stream"));
        Arrays.stream(found).forEach(FileUtil::fullyDelete);
        return found.length;
    }

    private StreamReport take(MicroBatches source, IngestListener listener) {
        return take(source, tenant.ingest(IngestSettings.DEFAULT, listener));
    }

    private StreamReport take(MicroBatches source, BatchIngest ingest) {
        return take(source, ingest, new StopSignal());
    }

    private StreamReport take(MicroBatches source, BatchIngest ingest, StopSignal stop) {
        return take(source, ingest, stop, Mapping.SEGMENT, new ArrayList<>());
    }

    private StreamReport take(String path, Mapping mapping, List<String> named) {
        return take(new FolderMicroBatches(conf, path), tenant.ingest(), new StopSignal(), mapping, named);
    }

    private static StreamReport take(
            MicroBatches source, BatchIngest ingest, StopSignal stop, Mapping mapping, List<String> named) {
        return StreamRuns.take(source, ingest, stop, mapping, named);
    }
}
