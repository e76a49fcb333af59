package org.crmlake.ingest.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.lake.DeadLettersTable;
import org.crmlake.lake.EventsTable;
import org.crmlake.model.BatchReport;
import org.crmlake.model.EventId;
import org.crmlake.testing.MiniHBase;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whatever comes twice, cut or mixed as it may be, is stored once. */
@ExtendWith({MiniHBase.class, SharedSpark.OnHdfs.class})
class ExactlyOnceIT {
    private static final int BATCHES = 6;

    private final SparkSession spark;
    private final Configuration conf;
    private final TestTenant tenant;

    @TempDir
    private Path folder;

    ExactlyOnceIT(SparkSession spark, Configuration conf) {
        this.spark = spark;
        this.conf = conf;
        this.tenant = new TestTenant(spark, conf);
    }

    @Test
    void randomBatchesStoreWhatTheRulesSay() throws IOException {
        Random random = new Random(20260131);
        Rules rules = new Rules();
        List<List<String>> sent = new ArrayList<>();
        for (int number = 0; number < BATCHES; number++) {
            boolean repeat = number > 2 && random.nextBoolean();
            List<String> lines = repeat ? sent.get(random.nextInt(sent.size())) : lines(random);
            sent.add(lines);
            Path file = TestTenant.write(folder, "batch-" + number, String.join("\n", lines));

            BatchReport report = bulkOrPuts(random).run(file.toString(), Mapping.SEGMENT);

            long[] expected = rules.take(lines);
            assertThat(List.of(report.read(), report.accepted(), report.rejected(), report.duplicates()))
                    .as("batch " + number + "\n" + String.join("\n", lines))
                    .containsExactly(
                            (long) lines.size(), expected[0], expected[1], lines.size() - expected[0] - expected[1]);
        }

        assertThat(storedEvents()).isEqualTo(rules.events);
        assertThat(tenant.deadLetters().stream()
                        .map(letter -> letter.<String>getAs(DeadLettersTable.FINGERPRINT))
                        .distinct())
                .hasSize(rules.rejected.values().stream()
                        .mapToInt(Integer::intValue)
                        .sum());
        tenant.assertStoresAgree();
    }

    @Test
    void keepsAnEventWhoseIdAnotherBatchTook() throws IOException {
        String bought = line("m-1", "bought", "12:00:00");
        String returned = line("m-1", "returned", "12:00:00");

        ingest("first", bought);
        BatchReport second = ingest("second", returned + "\n" + bought);
        BatchReport third = ingest("third", returned);

        assertThat(List.of(second.accepted(), second.duplicates())).containsExactly(1L, 1L);
        assertThat(List.of(third.accepted(), third.duplicates())).containsExactly(0L, 1L);
        assertThat(storedEvents()).containsExactlyInAnyOrder("m-1 bought", "conflict m-1 returned");
        tenant.assertStoresAgree();
    }

    @Test
    void knowsASecondAttemptThatWasReceivedAfterMidnight() throws IOException {
        String attempt =
                "{\"messageId\":\"m-1\",\"type\":\"track\",\"event\":\"bought\",\"userId\":\"u\",\"receivedAt\":\"%s\"}";

        ingest("first", attempt.formatted("2026-01-31T23:59:59Z"));
        BatchReport second = ingest("second", attempt.formatted("2026-02-01T00:00:03Z"));

        assertThat(List.of(second.accepted(), second.duplicates())).containsExactly(0L, 1L);
        tenant.assertStoresAgree();
    }

    @Test
    void recordsTheDaysThatHaveNewEventsAndNoOthers() throws IOException {
        String known = line("m-1", "bought", "12:00:00");
        String late = line("m-2", "bought", "12:00:00").replace("2026-01-31", "1999-12-31");

        BatchReport first = ingest("first", known);
        BatchReport second = ingest("second", known + "\n" + late);

        assertThat(tenant.committed(first).days()).containsExactly(LocalDate.parse("2026-01-31"));
        assertThat(tenant.committed(second).days()).containsExactly(LocalDate.parse("1999-12-31"));
    }

    @Test
    void putsAndBulkLoadsGiveTheSameTimelineAndProfile() throws IOException {
        List<String> lines = lines(new Random(7));
        lines.add(said("s-1", "identify", "\"traits\":{\"country\":\"Spain\",\"city\":\"Vigo\"}", "12:00:00"));
        lines.add(said("s-2", "identify", "\"traits\":{\"country\":\"France\"}", "11:00:00"));
        lines.add(said("s-3", "track", "\"event\":\"Unsubscribed\"", "13:00:00"));
        lines.add(said(
                "s-4",
                "track",
                "\"event\":\"Consent Updated\",\"properties\":{\"purpose\":\"email\",\"state\":\"granted\"}",
                "10:00:00"));
        Path file = TestTenant.write(folder, "both", String.join("\n", lines));
        TestTenant loaded = new TestTenant(spark, conf);

        BatchReport put =
                tenant.ingest(new IngestSettings(Long.MAX_VALUE, 1000)).run(file.toString(), Mapping.SEGMENT);
        BatchReport load = loaded.ingest(new IngestSettings(0, 1000)).run(file.toString(), Mapping.SEGMENT);

        assertThat(load.accepted()).isEqualTo(put.accepted()).isPositive();
        assertThat(withoutBatch(loaded, load)).isEqualTo(withoutBatch(tenant, put));
        loaded.assertStoresAgree();
        tenant.assertStoresAgree();
        assertThat(tenant.profile("user:u"))
                .isEqualTo(loaded.profile("user:u"))
                .isEqualTo("{city=Vigo of s-1, country=Spain of s-1} {email=withdrawn of s-3}");
    }

    private static List<String> withoutBatch(TestTenant tenant, BatchReport report) {
        return tenant.timelineOf(List.of("user:u")).values().stream()
                .map(event -> event.replace(report.batchId(), "batch"))
                .toList();
    }

    private BatchReport ingest(String name, String lines) throws IOException {
        return tenant.ingest(TestTenant.write(folder, name, lines), Mapping.SEGMENT);
    }

    private BatchIngest bulkOrPuts(Random random) {
        return tenant.ingest(new IngestSettings(random.nextBoolean() ? 0 : Long.MAX_VALUE, 1 << 20));
    }

    /** Lines with ids, some of them taken by other content, lines without, and bad lines, all from small pools. */
    private static List<String> lines(Random random) {
        List<String> lines = new ArrayList<>();
        for (int i = random.nextInt(12) + 3; i > 0; i--) {
            String name = List.of("looked", "bought", "returned").get(random.nextInt(3));
            lines.add(
                    switch (random.nextInt(4)) {
                        case 0, 1 -> line("m-" + random.nextInt(6), name, "12:00:00");
                        case 2 -> line(null, name, "0" + random.nextInt(2) + ":00:00");
                        default -> "bad line " + random.nextInt(3);
                    });
        }
        return lines;
    }

    private static String said(String id, String type, String what, String time) {
        return "{\"messageId\":\"" + id + "\",\"type\":\"" + type + "\"," + what
                + ",\"userId\":\"u\",\"timestamp\":\"2026-01-31T" + time + "Z\"}";
    }

    private static String line(String id, String name, String time) {
        return "{" + (id == null ? "" : "\"messageId\":\"" + id + "\",") + "\"type\":\"track\",\"event\":\"" + name
                + "\",\"userId\":\"u\",\"timestamp\":\"2026-01-31T" + time + "Z\"}";
    }

    /** {@code id name} of events under their own or a derived id; {@code conflict id name} of those whose id was taken. */
    private Set<String> storedEvents() {
        List<String> events = new ArrayList<>();
        for (Row event : tenant.events()) {
            Object taken =
                    event.getJavaMap(event.fieldIndex(EventsTable.CONTEXT)).get(JudgedTransform.ORIGINAL_EVENT_ID);
            events.add((taken == null ? event.getAs(EventsTable.EVENT_ID) : "conflict " + taken) + " "
                    + event.getAs(EventsTable.NAME));
        }
        assertThat(events).doesNotHaveDuplicates();
        return new TreeSet<>(events);
    }

    /** The rules of docs/data-model.md, in memory. */
    private static final class Rules {
        private final Set<String> events = new TreeSet<>();
        private final Map<String, String> owners = new HashMap<>();
        private final Map<String, Integer> byContent = new HashMap<>();
        private final Map<String, Integer> rejected = new HashMap<>();

        /** Returns how many of the batch's lines are new events and new dead letters. */
        long[] take(List<String> lines) {
            long[] taken = new long[2];
            Map<String, Integer> seen = new HashMap<>();
            for (String line : lines) {
                boolean bad = line.startsWith("bad");
                String name = bad ? null : line.replaceAll(".*\"event\":\"([a-z]+)\".*", "$1");
                if (!bad && line.contains("messageId")) {
                    String id = line.replaceAll(".*\"messageId\":\"([^\"]+)\".*", "$1");
                    String owner = owners.computeIfAbsent(id, none -> name);
                    taken[0] += events.add((owner.equals(name) ? "" : "conflict ") + id + " " + name) ? 1 : 0;
                    continue;
                }
                int ordinal = seen.merge(line, 1, Integer::sum);
                Map<String, Integer> stored = bad ? rejected : byContent;
                if (ordinal > stored.getOrDefault(line, 0)) {
                    stored.put(line, ordinal);
                    taken[bad ? 1 : 0]++;
                    if (!bad) {
                        events.add(contentId(line, ordinal - 1) + " " + name);
                    }
                }
            }
            return taken;
        }

        private static String contentId(String line, int ordinal) {
            return EventId.ofContent("segment", md5(line), ordinal);
        }

        private static byte[] md5(String line) {
            try {
                return java.security.MessageDigest.getInstance("MD5")
                        .digest(line.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            } catch (java.security.NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
