package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.spark.sql.SparkSession;
import org.crmlake.cli.RunCrmlake.Outcome;
import org.crmlake.ingest.batch.BatchIngest;
import org.crmlake.ingest.batch.IngestListener;
import org.crmlake.ingest.batch.IngestSettings;
import org.crmlake.ingest.batch.IngestStep;
import org.crmlake.ingest.lock.SourceLock;
import org.crmlake.ingest.mapping.MappingFile;
import org.crmlake.lake.LakeCatalog;
import org.crmlake.lake.LakeSettings;
import org.crmlake.model.Tenant;
import org.crmlake.testing.MiniHBase;
import org.crmlake.testing.SharedSpark;
import org.crmlake.testing.UniqueName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a batch left in HBase that was never repeated, and what HBase has lost, are found and mended. */
@Tag("long")
@ExtendWith({MiniHBase.class, SharedSpark.OnHdfs.class})
class RepairIT {
    private static final int EVENTS = 3;

    private final Tenant tenant = new Tenant(UniqueName.of("repair"));
    private final SparkSession spark;
    private final Configuration conf;

    @TempDir
    private Path folder;

    private TenantCommands crmlake;
    private Path file;
    private String source = "visits";

    RepairIT(SparkSession spark, Configuration conf) {
        this.spark = spark;
        this.conf = conf;
    }

    @BeforeEach
    void init() throws IOException {
        crmlake = new TenantCommands(tenant.name(), conf, folder);
        crmlake.done("init");
        file = Files.writeString(folder.resolve("visits.csv"), """
                id,who,account,kind,time,city
                v1,ann,household-1,identify,2024-01-01T10:00:00Z,Ulm
                v2,bob,household-1,identify,2024-01-02T10:00:00Z,Bonn
                v3,ann,household-1,track,2024-01-03T10:00:00Z,
                """);
    }

    @Test
    void whatAnAbandonedBatchLeftGoesAndComesBackIfItIsRepeatedAfterAll() throws IOException {
        breakOff("account", Long.MAX_VALUE);
        crmlake.done("ingest", file.toString(), "--mapping", mapping("who"));

        Outcome differ = crmlake.run("verify", "-o", "json");

        assertThat(differ.code()).isEqualTo(4);
        assertThat(differ.err())
                .contains("the lake and HBase differ on 3 of 3 days and on 1 of 3 traits and consents.");
        JsonNode plan = crmlake.json("verify", "--repair", "--dry-run");
        assertThat(counts(plan)).containsExactly(3, 0, 1, 0);
        assertThat(plan.at("/sources/0").textValue()).isEqualTo("visits");
        assertThat(crmlake.run("verify").code()).as("a dry run changes nothing").isEqualTo(4);

        JsonNode repaired = crmlake.json("verify", "--repair", "--yes");

        assertThat(counts(repaired)).containsExactly(3, 0, 1, 0);
        assertAgrees(repaired, EVENTS);
        assertThat(crmlake.run("history", "shop:household-1").code()).isEqualTo(6);
        assertThat(crmlake.run("profile", "shop:household-1").code()).isEqualTo(6);
        assertThat(crmlake.json("history", "shop:ann")).hasSize(2);
        assertThat(crmlake.done("profile", "shop:ann", "-o", "csv")).contains("city,Ulm,");
        assertThat(crmlake.done("profile", "shop:bob", "-o", "csv")).contains("city,Bonn,");

        // Under another source, or these would be duplicates; HBase must not hide what it was told to remove.
        source = "other-visits";
        crmlake.done("ingest", file.toString(), "--mapping", mapping("account"));
        assertAgrees(crmlake.json("verify"), 2 * EVENTS);
    }

    @Test
    void rowsOfABatchThatBreaksOffInABulkLoadAreSeenOnceItIsRepeated() throws IOException {
        breakOff("account", 0);

        assertThat(counts(crmlake.json("verify", "--repair", "--yes"))).containsExactly(3, 0, 1, 0);

        crmlake.done("ingest", file.toString(), "--mapping", mapping("account"));
        assertAgrees(crmlake.json("verify"), EVENTS);
        assertThat(crmlake.json("history", "shop:household-1")).hasSize(EVENTS);
        assertThat(crmlake.done("profile", "shop:household-1", "-o", "csv")).contains("city,Bonn,");
    }

    @Test
    void whatMayYetBeCommittedIsLeft() throws IOException {
        breakOff("account", Long.MAX_VALUE);
        try (SourceLock held = with(IngestListener.SILENT, Long.MAX_VALUE, batches -> batches.lock("visits"))) {
            Outcome outcome = crmlake.run("verify", "--repair", "--yes", "-o", "json");

            assertThat(outcome.code()).isEqualTo(4);
            assertThat(outcome.err()).contains("What belongs to visits was left, because it is being ingested.");
            assertThat(counts(new ObjectMapper().readTree(outcome.out()))).containsExactly(0, 0, 0, 0);
            assertThat(crmlake.json("history", "shop:household-1")).hasSize(EVENTS);
            assertThat(held).isNotNull();
        }
    }

    @Test
    void whatHBaseHasLostIsWrittenAgain() throws IOException {
        crmlake.done("ingest", file.toString(), "--mapping", mapping("who"));
        loseAll();
        assertThat(crmlake.run("verify").code()).isEqualTo(4);

        JsonNode repaired = crmlake.json("verify", "--repair", "--yes");

        assertThat(counts(repaired)).containsExactly(0, 3, 0, 2);
        assertAgrees(repaired, EVENTS);
        assertThat(crmlake.json("history", "shop:ann")).hasSize(2);
        assertThat(crmlake.done("profile", "shop:bob", "-o", "csv")).contains("city,Bonn,");
        assertThat(counts(crmlake.json("verify", "--repair", "--yes")))
                .as("again")
                .containsExactly(0, 0, 0, 0);
    }

    @Test
    void whatIsNoEventIsLeftAndNamed() throws IOException {
        crmlake.done("ingest", file.toString(), "--mapping", mapping("who"));
        in(
                "timeline",
                table -> table.put(
                        new Put(new byte[] {1, 2, 3}).addColumn(new byte[] {'e'}, new byte[0], new byte[] {4})));

        Outcome outcome = crmlake.run("verify", "--repair", "--yes", "-o", "json");

        assertThat(outcome.code()).isEqualTo(4);
        assertThat(outcome.err()).contains("What is left was not written by crmlake");
        assertThat(new ObjectMapper().readTree(outcome.out()).path("left").intValue())
                .isEqualTo(1);
    }

    @Test
    void nothingIsRemovedWithoutAYes() {
        Outcome outcome = crmlake.run("verify", "--repair");

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err())
                .isEqualTo("crmlake: Cannot repair the stores of tenant " + tenant
                        + ": what the lake does not have would be removed from HBase. Look at it with --dry-run, and add --yes if"
                        + " that is what you want.\n");
        assertThat(crmlake.run("verify", "--yes").code()).isEqualTo(2);
    }

    /** The process ends right after the events are in the timeline. */
    private void breakOff(String customer, long bulkLoadFrom) throws IOException {
        String mapping = mapping(customer);
        IngestListener end = (step, detail) -> {
            if (step == IngestStep.TIMELINE_WRITTEN) {
                throw new IllegalStateException("the end");
            }
        };
        assertThatThrownBy(() -> with(
                        end, bulkLoadFrom, batches -> batches.run(file.toString(), MappingFile.read(Path.of(mapping)))))
                .hasMessageContaining("the end");
    }

    private <T> T with(IngestListener listener, long bulkLoadFrom, Function<BatchIngest, T> work) {
        try (LakeCatalog catalog = LakeCatalog.open(LakeSettings.onClusterOf(conf), conf)) {
            return work.apply(new BatchIngest(
                    spark,
                    conf,
                    catalog,
                    tenant,
                    new IngestSettings(bulkLoadFrom, 1000),
                    Clock.fixed(Instant.parse("2024-02-03T04:05:06Z"), ZoneOffset.UTC),
                    listener));
        }
    }

    private String mapping(String customer) throws IOException {
        return Files.writeString(folder.resolve("by-" + customer + ".yaml"), """
                source: %s
                format: csv
                options: { header: "true" }
                events:
                  - fields:
                      natural_key: "id"
                      kind: "kind"
                      name: "if(kind = 'track', 'Visited', null)"
                      customer_key: "concat('shop:', %s)"
                      event_time: "to_timestamp(time)"
                      properties: "if(kind = 'identify', map('city', city), map('page', 'a'))"
                """.formatted(source, customer))
                .toString();
    }

    private static List<Integer> counts(JsonNode report) {
        return List.of(
                report.path("events_removed").intValue(),
                report.path("events_written").intValue(),
                report.path("statements_removed").intValue(),
                report.path("statements_written").intValue());
    }

    private static void assertAgrees(JsonNode report, int events) {
        assertThat(report.path("lake_events").intValue()).isEqualTo(events);
        assertThat(report.path("timeline_events").intValue()).isEqualTo(events);
        assertThat(report.path("differing_days").asInt(-1)).isZero();
        assertThat(report.path("differing_statements").asInt(-1)).isZero();
    }

    /** Every row goes in the way that hides what is written later. */
    private void loseAll() throws IOException {
        for (String name : List.of("timeline", "profile")) {
            in(name, table -> {
                try (ResultScanner rows = table.getScanner(new Scan())) {
                    for (Result row : rows) {
                        table.delete(new Delete(row.getRow()));
                    }
                }
            });
        }
    }

    private interface OnTable {
        void run(Table table) throws IOException;
    }

    private void in(String name, OnTable work) throws IOException {
        try (Connection connection = ConnectionFactory.createConnection(conf);
                Table table = connection.getTable(TableName.valueOf(tenant.namespace(), name))) {
            work.run(table);
        }
    }
}
