package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.crmlake.cli.RunCrmlake.Outcome;
import org.crmlake.testing.MiniHBase;
import org.crmlake.testing.SharedSpark;
import org.crmlake.testing.UniqueName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The main job from end to end, on the real purchases of the CDNOW sample, by the command lines a person would type. */
@ExtendWith({MiniHBase.class, SharedSpark.OnHdfs.class})
class StoryIT {
    private static final String SAMPLE = sample("samples/cdnow/CDNOW_sample.txt");
    private static final String MAPPING = sample("conf/mappings/cdnow.yaml");
    private static final String AS_OF = "1998-07-01";
    /** The customer of the last line of the sample. */
    private static final String CUSTOMER = "cdnow:2357";

    /** Eight of the 2,357 customers only ever got something for nothing, which is no order. */
    private static final int SCORED = 2349;

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

        assertThat(withoutIdAndTime(done("ingest", SAMPLE, "--mapping", MAPPING, "-o", "json")))
                .isEqualTo("{\"read\": 6919, \"accepted\": 6919, \"rejected\": 0, \"filtered\": 0, \"duplicates\": 0}");
        assertThat(done("run", "rfm", "--as-of", AS_OF, "-o", "csv").lines().skip(1))
                .allMatch(line -> line.matches("rfm,1998-07-01,(lake.rfm_scores|hbase.profile)," + SCORED + ",[0-9.]+"))
                .hasSize(2);
        List<String> told = answers();

        assertThat(done("init", "-o", "csv").lines().skip(1)).allMatch(line -> line.contains(",as defined,"));
        assertThat(withoutIdAndTime(done("ingest", SAMPLE, "--mapping", MAPPING, "-o", "json")))
                .isEqualTo("{\"read\": 6919, \"accepted\": 0, \"rejected\": 0, \"filtered\": 0, \"duplicates\": 6919}");
        done("run", "rfm", "--as-of", AS_OF);
        assertThat(answers()).isEqualTo(told);
    }

    /** Returns everything that can be asked, after a look at the first answers. */
    private List<String> answers() throws IOException {
        String history = done("history", CUSTOMER, "-o", "ndjson");
        assertThat(history.lines())
                .isNotEmpty()
                .allMatch(line -> line.contains("\"customer_key\": \"" + CUSTOMER + "\""));
        String profile = done("profile", CUSTOMER, "-o", "json");
        assertThat(profile).contains("\"rfm_segment\"");
        String customers = done(
                "query", "SELECT count(DISTINCT customer_key) AS n, sum(amount) AS spent FROM events", "-o", "csv");
        assertThat(customers).isEqualTo("n,spent\r\n2357,244091.9800\r\n");
        String scores = done("query", "SELECT * FROM rfm_scores ORDER BY customer_key", "-o", "ndjson");
        assertThat(scores.lines()).hasSize(SCORED);
        String commits = done("query", "SELECT count(*) AS n FROM crm_" + tenant + ".events.snapshots", "-o", "csv");
        String exported = done("export", "Champions", "--destination", "csv", "--out", folder.toString(), "-o", "json");
        String file = Files.readString(folder.resolve("champions-" + AS_OF + ".csv"));
        assertThat(file.lines()).hasSizeGreaterThan(1).allMatch(line -> !line.contains(",Lost,"));
        String verified = done("verify", "-o", "ndjson");
        assertThat(verified).contains("\"lake_events\": 6919, \"timeline_events\": 6919, \"differing_days\": 0");
        return List.of(history, profile, customers, scores, commits, exported, file, verified);
    }

    private String done(String... args) {
        Outcome outcome = run(args);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return outcome.out();
    }

    private Outcome run(String... args) {
        List<String> all = new ArrayList<>(Arrays.asList(args));
        all.addAll(List.of("--tenant", tenant));
        return new RunCrmlake().with(environment).go(all.toArray(String[]::new));
    }

    private static String withoutIdAndTime(String counts) {
        return counts.strip()
                .replaceFirst("\"batch_id\": \"[0-9a-f]+\", ", "")
                .replaceFirst(", \"seconds\": [0-9.]+", "");
    }

    private static String sample(String path) {
        return RunCrmlake.REPOSITORY.resolve(path).toString();
    }
}
