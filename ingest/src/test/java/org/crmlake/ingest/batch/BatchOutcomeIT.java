package org.crmlake.ingest.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.crmlake.ingest.batch.TestSource.FIELDS;
import static org.crmlake.ingest.batch.TestSource.counts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.source.InputFiles;
import org.crmlake.lake.DeadLettersTable;
import org.crmlake.model.BatchReport;
import org.crmlake.testing.MiniHBase;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a batch, or a dry run of it, says of its records when some or all are bad. Each test has a source of its own. */
@ExtendWith({MiniHBase.class, SharedSpark.OnHdfs.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BatchOutcomeIT {
    private final TestTenant tenant;

    @TempDir
    private Path folder;

    BatchOutcomeIT(SparkSession spark, Configuration conf) {
        this.tenant = new TestTenant(spark, conf);
    }

    @Test
    void aRowMayStandForSeveralEventsAndLoseOneOfThem() throws IOException {
        TestSource source = new TestSource(tenant, "several");
        ExpectedLines lines = new ExpectedLines();
        lines.good("id,day,spent,gift");
        lines.good("a1,2026-01-31,10.50,");
        lines.good("a2,2026-01-31,7,card");
        lines.good("a3,2026-01-31,0,");
        Path file = lines.bad(
                        "a4,2026-01-31,3," + "x".repeat(20),
                        "map",
                        "properties: The value '" + "x".repeat(20)
                                + "' of the type \"STRING\" cannot be cast to \"INT\"" + " because it is malformed")
                .write(folder, "several.csv");
        Mapping mapping = source.mapping("csv", """
                options: {header: true}
                filter: "id <> 'a5'"
                events:
                  - when: "cast(spent as decimal(18,4)) > 0"
                    fields:
                      customer_key: "concat('shop:', id)"
                      name: "'Order Completed'"
                      event_time: "cast(day as timestamp)"
                      amount: "cast(spent as decimal(18,4))"
                  - when: "gift is not null"
                    fields:
                      customer_key: "concat('shop:', id)"
                      name: "'Gift Added'"
                      event_time: "cast(day as timestamp)"
                      properties: "map('gift', case when length(gift) > 10 then cast(cast(gift as int) as string) else gift end)"
                """);

        BatchReport report = tenant.ingest(file, mapping);

        assertThat(counts(report)).containsExactly(6L, 4L, 1L, 1L, 0L);
        assertThat(source.events())
                .containsExactly(
                        "shop:a1 Order Completed 10.5000",
                        "shop:a2 Gift Added null",
                        "shop:a2 Order Completed 7.0000",
                        "shop:a4 Order Completed 3.0000");
        lines.assertDeadLetters(source.deadLetters());
        assertThat(source.deadLetters().get(0).<Integer>getAs(DeadLettersTable.PART))
                .isEqualTo(1);
    }

    @Test
    void aBatchOfOnlyRejectionsIsCommittedAndKnownAgain() throws IOException {
        TestSource source = new TestSource(tenant, "only_bad");
        Path file = TestTenant.write(folder, "only.ndjson", "bad\nworse\n");
        Mapping mapping = source.mapping("segment", "");

        assertThat(counts(tenant.ingest(file, mapping))).containsExactly(2L, 0L, 2L, 0L, 0L);
        var commits = tenant.commits();
        assertThat(counts(tenant.ingest(file, mapping))).containsExactly(2L, 0L, 0L, 0L, 2L);
        assertThat(tenant.commits()).isEqualTo(commits);
        assertThat(source.deadLetters()).hasSize(2);
    }

    @Test
    void aRepeatUnderOtherSettingsLosesNoneOfItsRejections() throws IOException {
        TestSource source = new TestSource(tenant, "shorter");
        Path file = TestTenant.write(
                folder, "shorter.ndjson", "bad\n" + "long ".repeat(100) + "\n" + """
                {"messageId":"m-1","type":"track","userId":"u","event":"%s","timestamp":"2026-01-31T12:00:00Z"}
                """.formatted("bought".repeat(20)));
        Mapping mapping = source.mapping("segment", "");
        IngestListener dying = (step, detail) -> {
            if (step == IngestStep.DEAD_LETTERS_WRITTEN) {
                throw new IllegalStateException("dead");
            }
        };

        assertThatThrownBy(() ->
                        tenant.ingest(new IngestSettings(20_000, 1000), dying).run(file.toString(), mapping))
                .hasMessageContaining("dead");
        BatchReport repeated = tenant.ingest(new IngestSettings(20_000, 100)).run(file.toString(), mapping);

        assertThat(repeated.accepted()).isZero();
        assertThat(source.deadLetters()).hasSize(3);
        assertThat(repeated.rejected() + repeated.duplicates()).isEqualTo(3);
    }

    @Test
    void anEventThatHBaseTakesInNoCellIsADeadLetterHoweverItWouldBeWritten() throws IOException {
        for (long bulkLoadFrom : new long[] {0, Long.MAX_VALUE}) {
            TestSource source = new TestSource(tenant, "large" + (bulkLoadFrom == 0 ? "_bulk" : ""));
            Path file = TestTenant.write(folder, "large.ndjson", """
                    {"messageId":"m-1","type":"identify","userId":"u","traits":{"plan":"gold"},"timestamp":"2026-01-31T12:00:00Z"}
                    {"messageId":"m-2","type":"identify","userId":"u","traits":{"plan":"%s"},"timestamp":"2026-01-31T12:00:00Z"}
                    """.formatted("x".repeat(11 << 20)));

            BatchReport report = tenant.ingest(new IngestSettings(bulkLoadFrom, IngestSettings.LARGEST_RECORD))
                    .run(file.toString(), source.mapping("segment", ""));

            assertThat(List.of(report.read(), report.rejected())).containsExactly(2L, 1L);
            assertThat(source.deadLetters())
                    .singleElement()
                    .satisfies(
                            letter -> assertThat(letter.<String>getAs(DeadLettersTable.REASON))
                                    .startsWith("the event has 1153")
                                    .endsWith(
                                            " bytes, more than the 10485760 that HBase takes in a cell (hbase.client.keyvalue.maxsize)"));
        }
    }

    @Test
    void whatAnEarlierReleaseCommittedIsIn() throws IOException {
        Path file = TestTenant.write(folder, "earlier.ndjson", "bad\n");
        Mapping mapping = new TestSource(tenant, "earlier").mapping("segment", "");
        InputFiles files = InputFiles.list(new Configuration(), file.toString());
        String earlier = BatchId.ofFirstRelease(tenant.tenant(), mapping, IngestSettings.DEFAULT, files.positions());

        assertThat(tenant.ingest().isIn(Set.of(earlier), files, mapping)).isTrue();
        assertThat(tenant.ingest().isIn(Set.of(), files, mapping)).isFalse();
    }

    @Test
    void aDryRunSaysWhatWouldBecomeOfTheRecordsAndWritesNothing() throws IOException {
        TestSource source = new TestSource(tenant, "dry");
        Path file = TestTenant.write(
                folder,
                "dry.csv",
                "id,day,spent\nd1,2026-01-31,1\nd2,2026-01-31,2\nd3,2026-02-01,x\nd4,2026-02-01,\nd2,2026-01-31,2\n");
        Mapping mapping = source.mapping("csv", "options: {header: true}\nfilter: spent is not null\n" + FIELDS);
        var commits = tenant.commits();
        int rows = tenant.timelineRows();

        BatchPlan plan = tenant.ingest().plan(file.toString(), mapping);

        assertThat(counts(plan.report())).containsExactly(5L, 3L, 1L, 1L, 0L);
        assertThat(List.of(plan.source(), plan.format(), plan.timeline())).containsExactly("dry", "csv", "puts");
        assertThat(List.of(plan.files(), plan.days())).containsExactly(1, 1);
        assertThat(plan.bytes()).isEqualTo(Files.size(file));
        assertThat(plan.samples()).hasSize(3).anyMatch(sample -> sample.contains("\"customer_key\":\"shop:d1\""));
        assertThat(plan.rejections())
                .containsExactly("45: map: amount: The value 'x' of the type \"STRING\" cannot be cast to"
                        + " \"DECIMAL(18,4)\" because it is malformed");
        assertThat(tenant.commits()).isEqualTo(commits);
        assertThat(tenant.timelineRows()).isEqualTo(rows);
    }
}
