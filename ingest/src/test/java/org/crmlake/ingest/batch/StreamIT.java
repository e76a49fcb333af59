package org.crmlake.ingest.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.SparkSession;
import org.crmlake.ingest.contract.ContractFiles;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.mapping.MappingFile;
import org.crmlake.ingest.source.FlakyFiles;
import org.crmlake.ingest.stream.BatchPlanFile;
import org.crmlake.ingest.stream.FolderMicroBatches;
import org.crmlake.ingest.stream.KafkaMicroBatches;
import org.crmlake.ingest.stream.KafkaSettings;
import org.crmlake.ingest.stream.KafkaSettings.Beginning;
import org.crmlake.ingest.stream.KafkaSettings.Extent;
import org.crmlake.ingest.stream.KafkaSettings.OnGap;
import org.crmlake.ingest.stream.MicroBatches;
import org.crmlake.ingest.stream.StopSignal;
import org.crmlake.ingest.stream.StreamIngest;
import org.crmlake.ingest.stream.StreamListener;
import org.crmlake.ingest.stream.StreamReport;
import org.crmlake.ingest.stream.StreamSettings;
import org.crmlake.lake.DeadLettersTable;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.LakeUpkeep;
import org.crmlake.lake.SparkLake;
import org.crmlake.lake.UpkeepDone;
import org.crmlake.lake.UpkeepSettings;
import org.crmlake.model.BatchReport;
import org.crmlake.model.CrmException;
import org.crmlake.testing.MiniHBase;
import org.crmlake.testing.MiniKafka;
import org.crmlake.testing.SharedSpark;
import org.crmlake.testing.UniqueName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Sources that never end, on a real broker and a real folder: where they go on is what the lake has committed. */
@ExtendWith({MiniHBase.class, SharedSpark.OnHdfs.class, MiniKafka.class})
class StreamIT {
    private final SparkSession spark;
    private final Configuration conf;
    private final FileSystem fs;
    private final TestTenant tenant;
    private final MiniKafka.Broker broker;

    @TempDir
    private Path folder;

    StreamIT(SparkSession spark, Configuration conf, FileSystem fs, MiniKafka.Broker broker) {
        this.spark = spark;
        this.conf = conf;
        this.fs = fs;
        this.tenant = new TestTenant(spark, conf);
        this.broker = broker;
    }

    @Test
    void takesATopicOnceWhateverHappensInBetween() throws Exception {
        String topic = UniqueName.of("events");
        broker.create(topic, 2);
        broker.send(topic, 0, bytes(event("m-1", "bought"), event(null, "looked"), "no event", null));
        broker.send(topic, 1, bytes(event("m-1", "bought"), event(null, "looked")));

        // The process dies when the timeline is written and the lake is not.
        assertThatExceptionOfType(CrmException.class)
                .isThrownBy(() -> take(kafka(topic, OnGap.FAIL), dying()))
                .withMessageContaining("dead");
        broker.send(topic, 0, bytes(event("m-2", "bought")));
        StreamReport repeated = take(kafka(topic, OnGap.FAIL), IngestListener.SILENT);

        // Two equal records without ids are two, wherever the batches are cut; the record without a value is left out.
        assertThat(counts(repeated)).containsExactly(7L, 4L, 1L, 1L, 1L);
        // The batch that died is repeated as it was, and what came since is the next one.
        assertThat(repeated.batches()).isEqualTo(2);
        assertThat(tenant.events()).hasSize(4);
        assertThat(tenant.deadLetters()).singleElement().satisfies(letter -> assertThat(List.of(
                        letter.<String>getAs(DeadLettersTable.ORIGIN), letter.<Long>getAs(DeadLettersTable.POSITION)))
                .containsExactly("kafka:" + topic + "/0", 2L));
        tenant.assertStoresAgree();

        // All that crmlake keeps beside the lake is gone, and so are the snapshots whose commits said where to go on.
        expireAllSnapshotsButTheLast();
        fs.delete(
                new org.apache.hadoop.fs.Path(
                        "/crmlake-locks/" + tenant.tenant().namespace()),
                true);
        assertThat(take(kafka(topic, OnGap.FAIL), IngestListener.SILENT).read()).isZero();

        // What is all known is a step as well: the source moves on.
        broker.send(topic, 0, bytes(event("m-2", "bought")));
        assertThat(counts(take(kafka(topic, OnGap.FAIL), IngestListener.SILENT)))
                .containsExactly(1L, 0L, 0L, 0L, 1L);
        assertThat(take(kafka(topic, OnGap.FAIL), IngestListener.SILENT).read()).isZero();

        // Kafka deletes what was not taken in yet: offset 6 of partition 0.
        broker.send(topic, 0, bytes(event("m-3", "bought"), event("m-4", "bought")));
        broker.deleteBefore(topic, 0, 7);
        assertThatExceptionOfType(CrmException.class)
                .isThrownBy(() -> take(kafka(topic, OnGap.FAIL), IngestListener.SILENT))
                .withMessage(
                        "Cannot ingest topic " + topic + ": Kafka has deleted offsets 6 to 6 of partition 0 of topic "
                                + topic
                                + ", 1 records at most, before they were taken in. Take them in from another copy with"
                                + " `crmlake ingest PATH`, and then, or to accept the loss, repeat the command with --on-gap skip.");
        assertThat(counts(take(kafka(topic, OnGap.SKIP), IngestListener.SILENT)))
                .containsExactly(1L, 1L, 0L, 0L, 0L);
        assertThat(tenant.events()).hasSize(5);
        tenant.assertStoresAgree();
    }

    @Test
    void goesOnFromWhereATopicBeganHoweverQuietItWas() throws Exception {
        String topic = UniqueName.of("quiet");
        broker.create(topic, 2);
        broker.send(topic, 0, bytes(event("m-1", "bought")));

        StreamReport quiet = take(latest(topic), IngestListener.SILENT);
        broker.send(topic, 0, bytes(event("m-2", "bought"), event("m-3", "bought")));
        broker.send(topic, 1, bytes(event("m-4", "bought")));

        assertThat(List.of(quiet.batches(), quiet.read())).containsExactly(0L, 0L);
        assertThat(counts(take(latest(topic), IngestListener.SILENT))).containsExactly(3L, 3L, 0L, 0L, 0L);
        assertThat(tenant.events())
                .extracting(row -> row.<String>getAs(EventsTable.EVENT_ID))
                .containsExactly("m-2", "m-3", "m-4");
    }

    @Test
    void repeatsTheFirstBatchOfATopicThatIsTakenFromItsEnd() throws Exception {
        String topic = UniqueName.of("latest");
        broker.create(topic, 1);
        broker.send(topic, 0, bytes(event("m-1", "bought")));
        IngestListener dying = (step, detail) -> {
            if (step == IngestStep.COMMITTED) {
                broker.send(topic, 0, bytes(event("m-2", "bought"), event("m-3", "bought")));
            } else if (step == IngestStep.TIMELINE_WRITTEN) {
                throw new IllegalStateException("dead");
            }
        };

        assertThatExceptionOfType(CrmException.class)
                .isThrownBy(() -> take(latest(topic), dying))
                .withMessageContaining("dead");
        assertThat(tenant.timelineRows()).isEqualTo(2);
        broker.send(topic, 0, bytes(event("m-4", "bought")));
        take(latest(topic), IngestListener.SILENT);

        assertThat(tenant.events())
                .extracting(row -> row.<String>getAs(EventsTable.EVENT_ID))
                .containsExactly("m-2", "m-3", "m-4");
        tenant.assertStoresAgree();
    }

    @Test
    void missesNothingThatKafkaDeletesBeforeTheFirstCommit() throws Exception {
        String topic = UniqueName.of("first");
        broker.create(topic, 1);
        broker.send(topic, 0, bytes(event("m-1", "bought"), event("m-2", "bought")));

        assertThatExceptionOfType(CrmException.class)
                .isThrownBy(() -> take(kafka(topic, OnGap.FAIL), dying()))
                .withMessageContaining("dead");
        broker.deleteBefore(topic, 0, 1);

        assertThatExceptionOfType(CrmException.class)
                .isThrownBy(() -> take(kafka(topic, OnGap.FAIL), IngestListener.SILENT))
                .withMessageContaining("Kafka has deleted offsets 0 to 0 of partition 0");
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

    private void expireAllSnapshotsButTheLast() {
        SparkLake lake = tenant.lake();
        UpkeepSettings inAYear = new UpkeepSettings(
                Instant.now().plus(Duration.ofDays(365)), UpkeepSettings.FLOOR, UpkeepSettings.FLOOR, false);
        UpkeepDone done = new LakeUpkeep(spark, lake, inAYear).run(EventsTable.TABLE);
        assertThat(done.expiredSnapshots()).isPositive();
        assertThat(done.keptCommits()).isPositive();
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
        StreamSettings settings = new StreamSettings(Duration.ofMillis(1), Optional.of(Duration.ZERO));
        StreamListener listener = new StreamListener() {
            @Override
            public void taken(BatchReport batch) {}

            @Override
            public void passedOver(CrmException reason) {
                named.add(reason.getMessage());
            }
        };
        try (source) {
            return new StreamIngest(ingest, settings, stop, listener).run(source, mapping);
        }
    }

    private KafkaMicroBatches kafka(String topic, OnGap onGap) {
        return kafka(topic, Beginning.EARLIEST, onGap, Extent.WHAT_IS_THERE);
    }

    private KafkaMicroBatches latest(String topic) {
        return kafka(topic, Beginning.LATEST, OnGap.FAIL, Extent.ENDLESS);
    }

    private KafkaMicroBatches kafka(String topic, Beginning beginning, OnGap onGap, Extent extent) {
        return new KafkaMicroBatches(
                new KafkaSettings(
                        topic, Map.of("bootstrap.servers", broker.bootstrap()), beginning, onGap, 1000, extent),
                "segment",
                new BatchPlanFile(conf, tenant.tenant(), "segment"));
    }

    private static IngestListener dying() {
        return (step, detail) -> {
            if (step == IngestStep.TIMELINE_WRITTEN) {
                throw new IllegalStateException("dead");
            }
        };
    }

    private static List<Long> counts(StreamReport report) {
        return List.of(report.read(), report.accepted(), report.rejected(), report.filtered(), report.duplicates());
    }

    private static List<byte[]> bytes(String... values) {
        List<byte[]> bytes = new ArrayList<>();
        Arrays.stream(values)
                .forEach(value -> bytes.add(value == null ? null : value.getBytes(StandardCharsets.UTF_8)));
        return bytes;
    }

    private static String event(String id, String name) {
        return "{" + (id == null ? "" : "\"messageId\":\"" + id + "\",") + "\"type\":\"track\",\"event\":\"" + name
                + "\",\"userId\":\"u\",\"timestamp\":\"2026-01-31T12:00:00Z\"}";
    }
}
