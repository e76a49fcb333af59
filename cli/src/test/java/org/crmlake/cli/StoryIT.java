package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.crmlake.bench.EventGenerator;
import org.crmlake.cli.RunCrmlake.Outcome;
import org.crmlake.testing.MiniHBase;
import org.crmlake.testing.SharedSpark;
import org.crmlake.testing.UniqueName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The main job from end to end, on two days of real invoice lines, by the command lines a person would type. */
@ExtendWith({MiniHBase.class, SharedSpark.OnHdfs.class})
class StoryIT {
    private static final int LINES = 3000;
    private static final String MAPPING =
            RunCrmlake.REPOSITORY.resolve("conf/mappings/online-retail.yaml").toString();
    private static final String SEGMENT = RunCrmlake.REPOSITORY
            .resolve("conf/segments/online-retail/big-spenders.yaml")
            .toString();
    private static final String AS_OF = "2011-06-03";
    private static final String CUSTOMER = "retail:12517";
    /** Of the 108 customers, those with an order that was worth something after its cancellations. */
    private static final int SCORED = 68;

    private final String tenant = UniqueName.of("story");

    @TempDir
    private Path folder;

    private Map<String, String> environment;

    @BeforeEach
    void pointAtTheStores(Configuration stores, SparkSession spark) {
        environment = MiniStores.environment(stores, folder);
    }

    @Test
    void ofTheSampleIsToldAndToldAgainWithoutAChange() throws IOException {
        assertThat(done("init", "-o", "csv").lines().skip(1))
                .hasSizeGreaterThanOrEqualTo(5)
                .allMatch(line -> line.contains(",created,"));

        assertThat(ingest(sample("day.csv")))
                .isEqualTo(
                        "{\"read\": 3000, \"accepted\": 1766, \"rejected\": 0, \"filtered\": 1234, \"duplicates\": 0}");
        assertThat(done("run", "rfm", "--as-of", AS_OF, "-o", "csv").lines().skip(1))
                .allMatch(line -> line.matches("rfm,2011-06-03,((lake.rfm_scores|hbase.profile)," + SCORED
                        + "|lake.rfm_cut_points,1),[0-9.]+"))
                .hasSize(3);
        assertThat(done("segment", "define", SEGMENT, "-o", "json")).contains("\"version\": 1");
        assertThat(done("run", "segments", "--as-of", AS_OF, "-o", "json")).contains("segment_members");
        List<String> told = answers();

        assertThat(done("init", "-o", "csv").lines().skip(1)).allMatch(line -> line.contains(",as defined,"));
        for (String sameLines : List.of("day.csv", "another-name.csv")) {
            assertThat(ingest(sample(sameLines)))
                    .isEqualTo(
                            "{\"read\": 3000, \"accepted\": 0, \"rejected\": 0, \"filtered\": 1234, \"duplicates\": 1766}");
        }
        done("run", "rfm", "--as-of", AS_OF);
        done("run", "segments", "--as-of", AS_OF);
        assertThat(answers()).isEqualTo(told);
    }

    @Test
    void aDryRunWritesNothingAndTooManyRejectionsEndWithThree() throws IOException {
        done("init");
        Path file = Files.writeString(folder.resolve("mixed.json"), """
                {"type": "track", "event": "Order Completed", "userId": "u1", "timestamp": "2026-01-02T03:04:05Z"}
                {"type": "track", "event": "Order Completed", "timestamp": "2026-01-02T03:04:05Z"}
                """);
        String counts = "\"read\": 2, \"accepted\": 1, \"rejected\": 1, \"filtered\": 0, \"duplicates\": 0";

        Outcome checked = go("ingest", "check", file.toString(), "--max-bad", "0", "-o", "json");
        Outcome dry = go("ingest", file.toString(), "--dry-run", "--max-bad", "40%", "-o", "json");
        String nothing = done("query", "SELECT count(*) AS n FROM events", "-o", "csv");
        Outcome real = go("ingest", file.toString(), "--max-bad", "40%", "-o", "json");
        String kept = done("query", "SELECT stage, reason FROM dead_letters", "-o", "csv");
        String counted = done("dead-letters", "list", "-o", "ndjson");
        String shown = done("dead-letters", "show", "--reason", "neither", "-o", "ndjson");
        String again = done("dead-letters", "replay", "-o", "json");
        Outcome all = go("dead-letters", "discard", "--because", "a test");
        String discarded = done("dead-letters", "discard", "--stage", "decode", "--because", "a test", "-o", "json");
        String left = done("dead-letters", "list", "--state", "open", "-o", "csv");

        assertThat(checked.code()).isEqualTo(3);
        assertThat(checked.out()).contains(counts, "user:u1", "neither userId");
        assertThat(dry.code()).isEqualTo(3);
        assertThat(dry.out()).contains(counts, "\"days\": 1", "\"timeline\": \"puts\"", "user:u1", "neither userId");
        assertThat(nothing).isEqualTo("n\n0\n");
        assertThat(real.code()).isEqualTo(3);
        assertThat(real.out()).contains(counts);
        assertThat(real.err()).contains("1 of 2 records were rejected, more than 40%");
        assertThat(kept).isEqualTo("stage,reason\ndecode,it has neither userId nor anonymousId\n");
        assertThat(counted)
                .contains("\"source\": \"segment\", \"stage\": \"decode\", \"reason\": \"it has neither userId nor"
                        + " anonymousId\", \"state\": \"open\", \"letters\": 1")
                .contains("\"oldest_days\": 0");
        assertThat(shown).contains("\"attempt\": 1", "\"note\": null", "\\\"event\\\": \\\"Order Completed\\\"");
        assertThat(again).contains("\"read\": 0", "\"unchanged\": 1");
        assertThat(all.code()).isEqualTo(2);
        assertThat(all.err()).contains("Cannot discard dead letters: it is not said which.");
        assertThat(discarded).isEqualTo("{\"discarded\": 1}\n");
        assertThat(left.lines()).hasSize(1);

        String maintained = done("run", "maintenance", "--tables", "events,expired_commits", "-o", "json");
        assertThat(maintained)
                .contains("\"dry_run\": false")
                .contains("{\"table\": \"events\", \"files\": 1, \"compacted\": 0, \"compacted_into\": 0,"
                        + " \"expired_snapshots\": 0, \"orphans\": 0}")
                .contains("{\"table\": \"expired_commits\", \"files\": 0,")
                .contains("\"abandoned_bulk_loads\": 0");
        assertThat(go("run", "maintenance", "--tables", "evnts").err())
                .contains("Cannot maintain table 'evnts': the lake has none of that name.");
    }

    @Test
    void anInputOfWhichNothingIsAnEventEndsWithThreeUnlessThatIsAllowed() throws IOException {
        done("init");
        Path file = Files.writeString(folder.resolve("orders.csv"), "customer,day\nc1,2026-01-02\nc2,2026-01-03\n");
        String words =
                "crmlake: Every one of the 3 records was rejected. Without --mapping each line is read as an event of"
                        + " the Segment Spec in JSON: give one for anything else.\n";

        Outcome checked = go("ingest", "check", file.toString(), "-o", "json");
        Outcome dry = go("ingest", file.toString(), "--dry-run", "-o", "json");
        Outcome real = go("ingest", file.toString(), "-o", "json");

        for (Outcome outcome : List.of(checked, dry, real)) {
            assertThat(outcome.code()).isEqualTo(3);
            assertThat(outcome.out()).contains("\"read\": 3, \"accepted\": 0, \"rejected\": 3,");
            assertThat(outcome.err()).endsWith(words);
        }
        assertThat(done("query", "SELECT count(*) AS n FROM dead_letters", "-o", "csv"))
                .as("the batch is committed all the same")
                .isEqualTo("n\n3\n");

        Outcome allowed = go("ingest", "check", file.toString(), "--max-bad", "100%", "-o", "json");
        assertThat(allowed.code()).isZero();
        assertThat(allowed.err()).endsWith(words);
        Path other = Files.writeString(folder.resolve("other.csv"), "name\nx\n");
        Outcome mapped = go("ingest", "check", other.toString(), "--mapping", wrongDates());
        assertThat(mapped.code()).isEqualTo(3);
        assertThat(mapped.err())
                .endsWith(
                        "crmlake: Every one of the 1 records was rejected. Look at the reasons: the mapping may be for other"
                                + " files.\n");
    }

    private String wrongDates() throws IOException {
        return Files.writeString(folder.resolve("wrong.yaml"), """
                        source: other
                        format: csv
                        options: { header: 'true' }
                        fields:
                          customer_key: "concat('shop:', name)"
                          name: "'Seen'"
                          event_time: "to_timestamp(name, 'yyyy-MM-dd')"
                        """).toString();
    }

    @Test
    void everyGeneratedLineIsAnEventOrADeadLetterOrADuplicate() throws IOException {
        done("init");
        EventGenerator events = EventGenerator.of(300, 7).withShares(0.2, 0.1);
        Path file = folder.resolve("generated.json");
        try (OutputStream out = Files.newOutputStream(file)) {
            events.writeTo(out);
        }

        String counts = done("ingest", file.toString(), "--set", "ingest.bulk-load-min-events=0", "-o", "json");

        long good = events.count(EventGenerator.Kind.GOOD);
        assertThat(counts)
                .contains("\"read\": 300, \"accepted\": %d, \"rejected\": %d, \"filtered\": 0, \"duplicates\": %d,"
                        .formatted(
                                good, events.count(EventGenerator.Kind.BAD), events.count(EventGenerator.Kind.REPEAT)));
        assertThat(done("verify", "-o", "ndjson"))
                .contains("\"lake_events\": %d, \"timeline_events\": %d, \"differing_days\": 0".formatted(good, good));
    }

    /** Returns everything that can be asked, after a look at the first answers. */
    private List<String> answers() throws IOException {
        String history = done("history", CUSTOMER, "--limit", "200", "-o", "ndjson");
        assertThat(history.lines())
                .hasSize(134)
                .allMatch(line -> line.contains("\"customer_key\": \"" + CUSTOMER + "\""));
        String profile = done("profile", CUSTOMER, "-o", "json");
        assertThat(profile).contains("\"rfm_segment\"");
        String customers = done(
                "query",
                "SELECT count(DISTINCT customer_key) AS n, sum(amount) AS turned_over FROM events",
                "-o",
                "csv");
        assertThat(customers).isEqualTo("n,turned_over\n108,43929.6600\n");
        String scores = done("query", "SELECT * FROM rfm_scores ORDER BY customer_key", "-o", "ndjson");
        assertThat(scores.lines()).hasSize(SCORED);
        String commits = done("query", "SELECT count(*) AS n FROM crm_" + tenant + ".events.snapshots", "-o", "csv");
        assertThat(commits).isEqualTo("n\n1\n");
        String segment = done("query", "SELECT min(segment) AS first FROM rfm_scores", "-o", "csv")
                .lines()
                .skip(1)
                .findFirst()
                .orElseThrow();
        String exported = done(
                "export",
                segment,
                "--destination",
                "csv",
                "--out",
                folder.resolve("out").toString());
        String file = fileIn(folder.resolve("out"));
        assertThat(file.lines().skip(1)).isNotEmpty().allMatch(line -> line.contains("," + segment + ","));
        String members = done("segment", "members", "big-spenders", "--as-of", AS_OF, "-o", "csv");
        String best = members.lines().skip(1).findFirst().orElseThrow();
        String why = done("segment", "explain", "big-spenders", "--customer", best, "--as-of", AS_OF, "-o", "json");
        assertThat(why).contains("\"in\": true", "\"condition\": \"aggregate\"");
        assertThat(done("segment", "ledger", "big-spenders", "-o", "csv")).contains("first_run");
        assertThat(go("segment", "ledger", "nobodys").code()).isEqualTo(6);
        String manifest = done(
                "export",
                "big-spenders",
                "--as-of",
                AS_OF,
                "--destination",
                "csv",
                "--out",
                folder.resolve("files").toString(),
                "-o",
                "json");
        assertThat(manifest)
                .contains("\"people_out\": " + members.lines().skip(1).count());
        assertThat(folder.resolve("files/" + tenant + "-big-spenders-" + AS_OF + "-csv-1.csv"))
                .content()
                .contains(best + ",");
        String verified = done("verify", "-o", "ndjson");
        assertThat(verified).contains("\"lake_events\": 1766, \"timeline_events\": 1766, \"differing_days\": 0");
        return List.of(history, profile, customers, scores, commits, exported, file, members, why, verified);
    }

    private String ingest(Path file) {
        String counts = done("ingest", file.toString(), "--mapping", MAPPING, "-o", "json");
        return counts.strip()
                .replaceFirst("\"batch_id\": \"[0-9a-f]+\", ", "")
                .replaceFirst(", \"seconds\": [0-9.]+", "");
    }

    private Outcome go(String... args) {
        List<String> all = new ArrayList<>(Arrays.asList(args));
        all.addAll(List.of("--tenant", tenant));
        return new RunCrmlake().with(environment).go(all.toArray(String[]::new));
    }

    private String done(String... args) {
        Outcome outcome = go(args);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return outcome.out();
    }

    /** Writes the first lines of the sample to a file of this name, unless it is there. */
    private Path sample(String name) throws IOException {
        Path file = folder.resolve(name);
        if (Files.exists(file)) {
            return file;
        }
        Path whole = RunCrmlake.REPOSITORY.resolve("samples/online-retail/online_retail_2011-06-01_2011-07-15.csv.gz");
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(whole)), StandardCharsets.UTF_8))) {
            return Files.write(file, lines.lines().limit(LINES + 1).toList());
        }
    }

    private static String fileIn(Path out) throws IOException {
        try (Stream<Path> files = Files.list(out)) {
            List<Path> found = files.toList();
            assertThat(found).hasSize(1);
            return Files.readString(found.get(0));
        }
    }
}
