package org.crmlake.ingest.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.crmlake.ingest.batch.TestSource.FIELDS;
import static org.crmlake.ingest.batch.TestSource.counts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.crmlake.ingest.deadletter.DeadLetterFilter;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.lake.DeadLettersTable;
import org.crmlake.model.BatchReport;
import org.crmlake.testing.MiniHBase;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A bad record is a dead letter with its bytes until a mended mapping takes it in. Each test has a source of its own. */
@ExtendWith({MiniHBase.class, SharedSpark.OnHdfs.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadRecordsIT {
    private final TestTenant tenant;

    @TempDir
    private Path folder;

    BadRecordsIT(SparkSession spark, Configuration conf) {
        this.tenant = new TestTenant(spark, conf);
    }

    @Test
    void badCsvLinesBecomeDeadLetters() throws IOException {
        TestSource source = new TestSource(tenant, "csv_lines");
        String columns = "the line does not have the 3 columns of the header";
        ExpectedLines lines = new ExpectedLines();
        lines.good("id,day,spent");
        lines.good("1,2026-01-31,10.50");
        lines.bad(
                "2,31.1.2026,1",
                "map",
                "event_time: The value '31.1.2026' of the type \"STRING\" cannot be cast to \"TIMESTAMP\" because it is"
                        + " malformed");
        lines.bad(
                "3,2026-01-31,ten",
                "map",
                "amount: The value 'ten' of the type \"STRING\" cannot be cast to \"DECIMAL(18,4)\" because it is malformed");
        lines.bad("4,2026-01-31", "decode", columns);
        lines.bad("5,2026-01-31,1,2", "decode", columns);
        lines.bad("6\u00E4,2026-01-31,1".getBytes(StandardCharsets.ISO_8859_1), "decode", "the line is not UTF-8");
        lines.bad("\0\0,2026-01-31,1", "validate", "customer_key 'shop:??': it has a NUL character");
        lines.bad("\"8,2026-01-31,1", "decode", columns);
        lines.bad(",".repeat(30_000), "decode", columns);
        lines.bad("x".repeat(10 << 20), "decode", "the record has 10485760 bytes, more than 1048576");
        lines.bad(",2026-01-31,1", "validate", "customer_key is missing");
        lines.good("12,2026-01-31,1");
        Path file = lines.write(folder, "bad.csv");
        Mapping mapping = source.mapping("csv", "options: {header: true}\n" + FIELDS);

        BatchReport report = tenant.ingest(file, mapping);

        assertThat(counts(report)).containsExactly(12L, 2L, 10L, 0L, 0L);
        lines.assertDeadLetters(source.deadLetters());
        Row first = source.deadLetters().get(0);
        assertThat(first.<String>getAs(DeadLettersTable.ORIGIN)).isEqualTo("file:" + file);
        assertThat(first.<String>getAs(DeadLettersTable.BATCH_ID)).isEqualTo(report.batchId());
        assertThat(first.<Integer>getAs(DeadLettersTable.PART)).isZero();
        assertThat(first.<Integer>getAs(DeadLettersTable.ATTEMPT)).isEqualTo(1);
        assertThat(first.<String>getAs(DeadLettersTable.STATE)).isEqualTo("open");
        assertThat(first.<Timestamp>getAs(DeadLettersTable.FAILED_AT).toInstant())
                .isEqualTo(Instant.parse("2026-02-03T04:05:06Z"));
        tenant.assertStoresAgree();

        var commits = tenant.commits();
        assertThat(counts(tenant.ingest(file, mapping))).containsExactly(12L, 0L, 0L, 0L, 12L);
        Path copy = Files.copy(file, folder.resolve("copy.csv"));
        assertThat(counts(tenant.ingest(copy, mapping))).containsExactly(12L, 0L, 0L, 0L, 12L);
        assertThat(tenant.commits()).isEqualTo(commits);
    }

    @Test
    void badJsonLinesBecomeDeadLetters() throws IOException {
        TestSource source = new TestSource(tenant, "json_lines");
        String notAnObject = "the line is not a JSON object with columns of the declared types";
        ExpectedLines lines = new ExpectedLines();
        lines.good("{\"id\":\"1\",\"day\":\"2026-01-31\",\"spent\":1.10}");
        lines.bad("[{\"id\":\"2\"},{\"id\":\"3\"}]", "decode", notAnObject);
        lines.bad("null", "decode", notAnObject);
        lines.bad("42", "decode", notAnObject);
        lines.bad("id,day", "decode", notAnObject);
        lines.bad("{\"id\":\"4\"", "decode", notAnObject);
        lines.bad("{\"id\":\"a\0b\"}", "decode", notAnObject);
        lines.bad(
                "{\"id\":" + "[".repeat(1500) + "]".repeat(1500) + "}", "decode", "the line is nested deeper than 200");
        lines.bad("{\"id\":\"5\"} x", "decode", "the line has more after its JSON object");
        lines.bad("{\"id\":\"6\"}{\"id\":\"7\"}", "decode", "the line has more after its JSON object");
        lines.bad("{\"id\":\"\\ud83d\"}", "decode", "the line has half a surrogate pair, which has no UTF-8");
        lines.bad("{}", "validate", "customer_key is missing");
        Path file = lines.write(folder, "bad.json");

        BatchReport report = tenant.ingest(file, source.mapping("json", FIELDS));

        assertThat(counts(report)).containsExactly(12L, 1L, 11L, 0L, 0L);
        lines.assertDeadLetters(source.deadLetters());
    }

    @Test
    void badSegmentLinesBecomeDeadLetters() throws IOException {
        TestSource source = new TestSource(tenant, "segment_lines");
        ExpectedLines lines = new ExpectedLines();
        lines.good("{\"type\":\"page\",\"userId\":\"1\",\"timestamp\":\"2026-01-31T12:00:00Z\"}");
        lines.bad(
                "just text",
                "decode",
                "the line is not JSON: Unrecognized token 'just': was expecting (JSON String,"
                        + " Number, Array, Object or token 'null', 'true' or 'false')");
        lines.bad("{\"type\":\"page\"}", "decode", "it has neither userId nor anonymousId");
        lines.bad("{\"type\":\"page\",\"userId\":\"1\"}", "validate", "event_time is missing");
        lines.bad(
                "{\"type\":\"buy\",\"userId\":\"1\"}",
                "validate",
                "kind 'buy' is not one of identify, track, page, screen, group, alias");
        lines.bad(
                "{\"type\":\"track\",\"event\":\"e\",\"userId\":\"1\",\"timestamp\":\"2026-01-31T12:00:00Z\","
                        + "\"properties\":{\"revenue\":99999999999999.99999}}",
                "validate",
                "amount 99999999999999.99999 does not fit decimal(18,4)");
        lines.bad(
                "{\"type\":\"page\",\"userId\":\"\\ud83d\",\"timestamp\":\"2026-01-31T12:00:00Z\"}",
                "validate",
                "customer_key 'user:?': it has half a surrogate pair, which has no UTF-8");
        lines.bad(new byte[] {'{', (byte) 0xFF, '}'}, "decode", "the line is not UTF-8");
        // A dead letter may come twice, as an event may.
        lines.bad(
                "just text",
                "decode",
                "the line is not JSON: Unrecognized token 'just': was expecting (JSON String,"
                        + " Number, Array, Object or token 'null', 'true' or 'false')");
        Path file = lines.write(folder, "bad.ndjson");

        BatchReport report = tenant.ingest(file, source.mapping("segment", ""));

        assertThat(counts(report)).containsExactly(9L, 1L, 8L, 0L, 0L);
        lines.assertDeadLetters(source.deadLetters());
    }

    @Test
    void deadLettersAreTakenInOnceUnderAMendedMapping() throws IOException {
        TestSource source = new TestSource(tenant, "mend");
        Path file = TestTenant.write(
                folder,
                "mend.csv",
                "id,day,spent\n1,2026-01-31,1\n2,31.1.2026,2\n2,31.1.2026,2\n3,31.1.2026,ten\n4,2026-01-31\n");
        Mapping first = source.mapping("csv", "options: {header: true}\n" + FIELDS);
        String bothForms = FIELDS.replace(
                "cast(day as timestamp)", "coalesce(try_to_timestamp(day, 'd.M.yyyy'), to_timestamp(day))");
        Mapping mended = source.mapping("csv", "options: {header: true}\n" + bothForms);
        Mapping lenient =
                source.mapping("csv", "options: {header: true}\n" + bothForms.replace("cast(spent", "try_cast(spent"));
        DeadLetterFilter any = DeadLetterFilter.ALL;
        tenant.ingest(file, first);
        var commits = tenant.commits();

        ReplayReport plan = replay().plan(any, mended);

        assertThat(counts(plan.batch())).containsExactly(4L, 2L, 2L, 0L, 0L);
        assertThat(plan.samples()).hasSize(2).allMatch(event -> event.contains("shop:2"));
        assertThat(plan.rejections()).hasSize(2).anyMatch(reason -> reason.contains(": map: amount: The value 'ten'"));
        assertThat(tenant.commits()).isEqualTo(commits);

        assertDiesAfter(IngestStep.TIMELINE_WRITTEN, any, mended);
        assertThat(states(source)).containsExactly("2 replaying 1", "2 replaying 1", "3 open 2", "4 open 2");
        assertDiesAfter(IngestStep.COMMITTED, any, mended);
        assertThat(states(source)).containsExactly("2 replaying 1", "2 replaying 1", "3 open 2", "4 open 2");

        ReplayReport nothing = replay().run(any, mended);

        assertThat(counts(nothing.batch())).containsExactly(0L, 0L, 0L, 0L, 0L);
        assertThat(nothing.unchanged()).isEqualTo(2);
        assertThat(states(source)).containsExactly("2 replayed 1", "2 replayed 1", "3 open 2", "4 open 2");
        assertThat(source.events())
                .containsExactly(
                        "shop:1 Order Completed 1.0000",
                        "shop:2 Order Completed 2.0000",
                        "shop:2 Order Completed 2.0000");
        tenant.assertStoresAgree();
        assertThat(counts(tenant.ingest(file, lenient)))
                .as("the same file under a mapping that takes the third one too")
                .containsExactly(5L, 1L, 0L, 0L, 4L);
    }

    private void assertDiesAfter(IngestStep last, DeadLetterFilter filter, Mapping mapping) {
        IngestListener dies = (step, detail) -> {
            if (step == last) {
                throw new IllegalStateException("killed");
            }
        };
        assertThatThrownBy(() -> tenant.ingest(IngestSettings.DEFAULT, dies)
                        .deadLetters()
                        .run(filter, mapping))
                .hasMessageContaining("killed");
    }

    private DeadLetterReplay replay() {
        return tenant.ingest().deadLetters();
    }

    private static List<String> states(TestSource source) {
        return source.deadLetters().stream()
                .map(letter -> text(letter).substring(0, 1) + " " + letter.getAs(DeadLettersTable.STATE) + " "
                        + letter.getAs(DeadLettersTable.ATTEMPT))
                .sorted()
                .toList();
    }

    private static String text(Row letter) {
        return new String(letter.<byte[]>getAs(DeadLettersTable.PAYLOAD), StandardCharsets.UTF_8);
    }
}
