package org.crmlake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.crmlake.cli.RunCrmlake.Outcome;
import org.crmlake.testing.MiniKafka;
import org.crmlake.testing.UniqueName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each feature is started once by {@code bin/crmlake} as it is built, on the class path that is shipped, in a sandbox of its own: what that
 * class path lacks shows here only.
 */
@Tag("packaged")
@Timeout(value = 35, unit = TimeUnit.MINUTES)
@ExtendWith(MiniKafka.class)
class EveryFeatureIT {
    private static final String AS_OF = "1997-10-01";

    private final Path folder;
    private final PackagedCommand crmlake;
    private final FeatureFiles files;

    EveryFeatureIT(@TempDir Path folder) {
        this.folder = folder;
        crmlake = new PackagedCommand(folder);
        files = new FeatureFiles(folder);
    }

    @BeforeEach
    void startTheSandbox() {
        crmlake.done("sandbox", "start");
        crmlake.done("init");
    }

    @AfterEach
    void stopTheSandbox() {
        crmlake.run("sandbox", "stop");
    }

    @Test
    void works(MiniKafka.Broker broker) throws Exception {
        takesRecordsIn(broker);
        takesDeadLettersInAgain();
        computes();
        answers();
        keepsItselfInOrder();
    }

    private void takesRecordsIn(MiniKafka.Broker broker) throws Exception {
        JsonNode orders =
                json("ingest", files.orders(), "--mapping", files.mapping("csv", "options: { header: 'true' }\n"));
        assertThat(orders.path("accepted").asLong()).isGreaterThan(500);
        assertThat(orders.path("rejected").asLong()).isZero();
        String json = files.file("one.json", """
                {"customer":"json","day":"19970701","amount":"10.50"}
                {"customer":"json","day":"the first of July","amount":"11"}
                """);
        files.file("arriving/people.jsonl", FeatureFiles.people(1, 40));
        String arriving = folder.resolve("arriving").toString();
        String stream = files.file("people.yaml", "source: people\nformat: segment\n");
        String topic = UniqueName.of("people");
        broker.create(topic, 1);
        broker.send(
                topic,
                0,
                FeatureFiles.people(41, 80)
                        .lines()
                        .map(line -> line.getBytes(UTF_8))
                        .toList());

        List<Outcome> said = together(
                List.of("ingest", json, "--mapping", files.mapping("json", ""), "-o", "json"),
                List.of("ingest", files.avro(), "--mapping", files.mapping("avro", ""), "-o", "json"),
                List.of("ingest", files.parquet(), "--mapping", files.mapping("parquet", ""), "-o", "json"),
                List.of("ingest", arriving, "--mapping", stream, "--follow", "--stop-when-idle", "1s"),
                List.of("ingest", "kafka", "--topic", topic, "--bootstrap", broker.bootstrap(), "--available-now"));

        assertThat(said.get(0).out()).contains("\"accepted\": 1, \"rejected\": 1,");
        assertThat(said.get(1).out()).contains("\"accepted\": 1, \"rejected\": 0,");
        assertThat(said.get(2).out()).contains("\"accepted\": 1, \"rejected\": 0,");
    }

    private void takesDeadLettersInAgain() throws Exception {
        assertThat(crmlake.done("dead-letters", "list", "-o", "csv").out()).contains("shop-json,");
        JsonNode again = json(
                "dead-letters", "replay", "--mapping", files.mapping("json", "").replace("json", "mended"));
        assertThat(again.path("accepted").asLong()).isEqualTo(1);
    }

    private void computes() throws Exception {
        crmlake.done("segment", "define", files.file("golden.yaml", """
                segment: golden
                where: { trait: { name: plan, equals: gold } }
                """));
        crmlake.done("campaign", "define", files.file("summer.yaml", """
                campaign: summer
                window: { from: 1997-07-01, to: 1997-09-15 }
                arms: { event: Campaign Assigned, property: arm, control: none }
                outcomes: [ { name: visit, event: Site Visited } ]
                attribution:
                  event: Order Completed
                  touches: [ Ad Clicked ]
                  channel: { property: channel }
                  currency: USD
                  draws: 0
                """));

        List<String> jobs = List.of("customer-daily", "rfm", "churn", "clv", "segments", "campaigns");
        List<String> line = new ArrayList<>(List.of("run"));
        line.addAll(jobs);
        line.addAll(List.of("--as-of", AS_OF));
        JsonNode reports = json(line.toArray(String[]::new));

        assertThat(reports).extracting(report -> report.path("job").asText()).containsExactlyElementsOf(jobs);

        List<Outcome> said = together(
                List.of("run", "backtest", "--cut", "1997-06-30", "--horizon", "13", "-o", "json"),
                List.of(
                        "run",
                        "churn-table",
                        "--as-of",
                        "2026-06-01",
                        "--table",
                        RunCrmlake.REPOSITORY.resolve("conf/churn/telco.yaml").toString(),
                        "--lake-only",
                        "-o",
                        "json"));
        assertThat(said.get(0).out()).contains("bg-nbd");
        assertThat(said.get(1).out()).contains("telco-logistic");
    }

    private void answers() throws Exception {
        String everybody = "SELECT count(DISTINCT customer_key) AS n FROM events WHERE customer_key LIKE 'user:%'";
        List<Outcome> said = together(
                List.of("query", everybody, "-o", "csv"),
                List.of("models", "list", "-o", "csv"),
                List.of("segment", "members", "golden", "--as-of", AS_OF, "-o", "csv"),
                List.of("segment", "explain", "golden", "--customer", "user:u7", "--as-of", AS_OF, "-o", "json"),
                List.of("campaign", "report", "summer", "-o", "csv"),
                List.of("history", "user:u7", "-o", "csv"),
                List.of("profile", "user:u7", "-o", "csv"),
                List.of("profile", "shop:0001", "-o", "csv"),
                List.of(
                        "export",
                        "golden",
                        "--as-of",
                        AS_OF,
                        "--destination",
                        "google-customer-match",
                        "--out",
                        folder.resolve("out").toString(),
                        "-o",
                        "json"));

        assertThat(said.get(0).out()).contains("n\n80\n");
        assertThat(said.get(1).out()).contains(",bg-nbd,", ",gamma-gamma,");
        assertThat(said.get(2).out().lines()).hasSize(1 + 40);
        assertThat(said.get(3).out()).contains("gold");
        assertThat(said.get(4).out()).contains("visit", "attribution", "radio");
        assertThat(said.get(5).out()).contains("Campaign Assigned");
        assertThat(said.get(6).out()).contains("trait,email,u7@example.org,", "consent,ad_user_data,granted,");
        assertThat(said.get(7).out()).contains("score,churn_score,", "score,clv,", "score,rfm_segment,");
        assertThat(said.get(8).out()).contains("\"people_out\": 40");
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            assertThat(files).hasSize(5);
        }
    }

    private void keepsItselfInOrder() throws Exception {
        List<Outcome> said = together(
                List.of("verify", "-o", "json"),
                List.of("run", "maintenance", "--tables", "events,dead_letters", "-o", "json"),
                List.of("doctor"),
                List.of("config", "explain"),
                List.of("help", "ingest"),
                List.of("dead-letters", "discard", "--stage", "decode", "--because", "a test"));

        assertThat(said.get(0).out()).contains("\"differing_days\": 0");
        assertThat(said.get(1).out()).contains("\"orphans\": 0");
        assertThat(said.get(5).out()).contains("2");
    }

    /** Runs commands that do not wait for each other, as many at once as there are cores. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    private List<Outcome> together(List<String>... lines) {
        return Stream.of(lines)
                .parallel()
                .map(line -> crmlake.done(line.toArray(String[]::new)))
                .toList();
    }

    private JsonNode json(String... arguments) throws IOException {
        String[] line = Arrays.copyOf(arguments, arguments.length + 2);
        line[arguments.length] = "-o";
        line[arguments.length + 1] = "json";
        return new ObjectMapper().readTree(crmlake.done(line).out());
    }
}
