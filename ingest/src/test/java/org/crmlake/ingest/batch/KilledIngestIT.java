package org.crmlake.ingest.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.lake.DeadLettersTable;
import org.crmlake.lake.EventsTable;
import org.crmlake.model.BatchReport;
import org.crmlake.testing.MiniHBase;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A process that ingests is killed with SIGKILL after each step; the repeat must leave what an undisturbed run leaves. It is one process
 * for all the steps, each of them at another tenant: to start it takes longer than all it does.
 */
@ExtendWith({MiniHBase.class, SharedSpark.OnHdfs.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KilledIngestIT {
    private static final int CUSTOMERS = 7;
    private static final long PUTS = Long.MAX_VALUE;
    private static final long BULK_LOAD = 0;

    /** When the process dies. */
    enum Death {
        AFTER_DECODING(IngestStep.DECODED, PUTS),
        AFTER_PUTS(IngestStep.TIMELINE_WRITTEN, PUTS),
        BEFORE_A_BULK_LOAD(IngestStep.FILES_WRITTEN, BULK_LOAD),
        AFTER_A_BULK_LOAD(IngestStep.TIMELINE_WRITTEN, BULK_LOAD),
        AFTER_THE_DEAD_LETTERS(IngestStep.DEAD_LETTERS_WRITTEN, BULK_LOAD),
        AFTER_THE_COMMIT(IngestStep.COMMITTED, PUTS);

        private final IngestStep step;
        private final long bulkLoadFrom;

        Death(IngestStep step, long bulkLoadFrom) {
            this.step = step;
            this.bulkLoadFrom = bulkLoadFrom;
        }
    }

    private final SparkSession spark;
    private final Configuration conf;
    private final Map<Death, TestTenant> killed = new EnumMap<>(Death.class);

    private Path input;
    private TestTenant undisturbed;
    private BatchReport expected;

    KilledIngestIT(SparkSession spark, Configuration conf) {
        this.spark = spark;
        this.conf = conf;
    }

    @BeforeAll
    void ingestUndisturbedAndKilled(@TempDir Path folder) throws Exception {
        input = Files.write(folder.resolve("input.jsonl"), lines(), StandardCharsets.UTF_8);
        undisturbed = new TestTenant(spark, conf);
        expected = undisturbed.ingest(how(PUTS)).run(input.toString(), Mapping.SEGMENT);
        assertThat(expected.accepted()).isEqualTo(60);
        assertThat(expected.rejected()).isEqualTo(3);
        assertThat(expected.duplicates()).isEqualTo(2);
        for (Death death : Death.values()) {
            killed.put(death, new TestTenant(spark, conf));
        }
        kill(folder);
    }

    @AfterAll
    void close() {
        undisturbed.close();
        killed.values().forEach(TestTenant::close);
    }

    @ParameterizedTest
    @EnumSource
    void completesABatchWhoseProcessWasKilled(Death death) {
        TestTenant tenant = killed.get(death);

        BatchReport repeated = tenant.ingest(how(death.bulkLoadFrom)).run(input.toString(), Mapping.SEGMENT);

        if (death == Death.AFTER_THE_COMMIT) {
            assertThat(repeated.duplicates()).isEqualTo(expected.read());
        } else {
            assertThat(repeated.accepted()).isEqualTo(expected.accepted());
            assertThat(repeated.rejected()).isEqualTo(expected.rejected());
            assertThat(repeated.duplicates()).isEqualTo(expected.duplicates());
        }
        assertThat(lake(tenant)).isEqualTo(lake(undisturbed));
        assertThat(timeline(tenant)).isEqualTo(timeline(undisturbed)).hasSize(60);
        assertThat(deadLetters(tenant)).isEqualTo(deadLetters(undisturbed)).hasSize(3);
    }

    private static IngestSettings how(long bulkLoadFrom) {
        return new IngestSettings(bulkLoadFrom, IngestSettings.DEFAULT.maxRecordBytes());
    }

    private void kill(Path folder) throws Exception {
        Path settings = folder.resolve("site.xml");
        try (OutputStream xml = Files.newOutputStream(settings)) {
            conf.writeXml(xml);
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Arrays.asList(System.getProperty("crmlake.jvm.opens").split(" ")));
        command.addAll(
                List.of("-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=128m"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(IngestUntilStep.class.getName(), settings.toString(), input.toString()));
        killed.forEach((death, tenant) ->
                command.addAll(List.of(tenant.tenant().name(), Long.toString(death.bulkLoadFrom), death.step.name())));
        Path errors = folder.resolve("err");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String line = out.readLine();
            while (line != null && !line.equals(IngestUntilStep.STANDING_STILL)) {
                line = out.readLine();
            }
            assertThat(line).as(() -> read(errors)).isEqualTo(IngestUntilStep.STANDING_STILL);
        } finally {
            process.destroyForcibly().waitFor();
        }
        // 128 + 9: it died of SIGKILL and had no chance to tidy up.
        assertThat(process.exitValue()).isEqualTo(137);
    }

    /** Sixty events of seven customers on two days, two repeats of one of them, and three lines that are no events. */
    private static List<String> lines() {
        List<String> lines = IntStream.range(0, 60)
                .mapToObj(i -> ("{'messageId':'m-%d','type':'track','userId':'c%d','event':'Order Completed',"
                                + "'timestamp':'2026-01-0%dT10:%02d:00.000Z','properties':{'order_id':'o%d','revenue':%d.5}}")
                        .formatted(i, i % CUSTOMERS, 1 + i % 2, i % 60, i, i)
                        .replace('\'', '"'))
                .collect(Collectors.toCollection(ArrayList::new));
        lines.add(lines.get(5));
        lines.add(lines.get(5));
        lines.add("{\"type\":\"track\"");
        lines.add("{\"type\":\"track\",\"userId\":\"c1\",\"timestamp\":\"2026-01-01T00:00:00Z\"}");
        lines.add("{\"type\":\"track\",\"userId\":\"c1\",\"event\":\"x\",\"timestamp\":\"soon\"}");
        return lines;
    }

    private static Map<String, String> timeline(TestTenant tenant) {
        List<String> customers =
                IntStream.range(0, CUSTOMERS).mapToObj(i -> "user:c" + i).toList();
        Map<String, String> events = new TreeMap<>(tenant.timelineOf(customers));
        // A batch's id is made of its tenant's name, so it differs between tenants.
        events.replaceAll((id, event) -> event.replaceAll("batchId=[^,\\]]*", ""));
        return events;
    }

    private static List<String> lake(TestTenant tenant) {
        return tenant
                .lake()
                .read(EventsTable.TABLE)
                .drop(EventsTable.BATCH_ID, EventsTable.INGESTED_AT)
                .orderBy(EventsTable.EVENT_ID)
                .collectAsList()
                .stream()
                .map(Row::toString)
                .toList();
    }

    private static List<String> deadLetters(TestTenant tenant) {
        return tenant
                .lake()
                .read(DeadLettersTable.TABLE)
                .drop(DeadLettersTable.BATCH_ID, DeadLettersTable.FAILED_AT, DeadLettersTable.PAYLOAD)
                .orderBy(DeadLettersTable.POSITION)
                .collectAsList()
                .stream()
                .map(Row::toString)
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }
}
