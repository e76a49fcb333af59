package org.crmlake.ingest.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.crmlake.ingest.batch.StreamRuns.counts;
import static org.crmlake.ingest.batch.StreamRuns.event;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.SparkSession;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.stream.BatchPlanFile;
import org.crmlake.ingest.stream.KafkaMicroBatches;
import org.crmlake.ingest.stream.KafkaSettings;
import org.crmlake.ingest.stream.KafkaSettings.Beginning;
import org.crmlake.ingest.stream.KafkaSettings.Extent;
import org.crmlake.ingest.stream.KafkaSettings.OnGap;
import org.crmlake.ingest.stream.MicroBatches;
import org.crmlake.ingest.stream.StopSignal;
import org.crmlake.ingest.stream.StreamReport;
import org.crmlake.lake.DeadLettersTable;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.LakeUpkeep;
import org.crmlake.lake.SparkLake;
import org.crmlake.lake.UpkeepDone;
import org.crmlake.lake.UpkeepSettings;
import org.crmlake.model.CrmException;
import org.crmlake.testing.MiniHBase;
import org.crmlake.testing.MiniKafka;
import org.crmlake.testing.SharedSpark;
import org.crmlake.testing.UniqueName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Topics, on a real broker: where they go on is what the lake has committed. */
@ExtendWith({MiniHBase.class, SharedSpark.OnHdfs.class, MiniKafka.class})
class TopicStreamIT {
    private final SparkSession spark;
    private final Configuration conf;
    private final FileSystem fs;
    private final TestTenant tenant;
    private final MiniKafka.Broker broker;

    TopicStreamIT(SparkSession spark, Configuration conf, FileSystem fs, MiniKafka.Broker broker) {
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

    private void expireAllSnapshotsButTheLast() {
        SparkLake lake = tenant.lake();
        UpkeepSettings inAYear = new UpkeepSettings(
                Instant.now().plus(Duration.ofDays(365)), UpkeepSettings.FLOOR, UpkeepSettings.FLOOR, false);
        UpkeepDone done = new LakeUpkeep(spark, lake, inAYear).run(EventsTable.TABLE);
        assertThat(done.expiredSnapshots()).isPositive();
        assertThat(done.keptCommits()).isPositive();
    }

    private StreamReport take(MicroBatches source, IngestListener listener) {
        return StreamRuns.take(
                source,
                tenant.ingest(IngestSettings.DEFAULT, listener),
                new StopSignal(),
                Mapping.SEGMENT,
                new ArrayList<>());
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

    private static List<byte[]> bytes(String... values) {
        List<byte[]> bytes = new ArrayList<>();
        Arrays.stream(values)
                .forEach(value -> bytes.add(value == null ? null : value.getBytes(StandardCharsets.UTF_8)));
        return bytes;
    }
}
