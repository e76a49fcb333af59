package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** From the raw log of CDNOW to published numbers, by the command lines a person would type. */
@Tag("long")
@ExtendWith({MiniHBase.class, SharedSpark.OnHdfs.class})
class CustomerValueIT {
    /** Days on which customers of the sample bought from 1997-07-01 to 1997-09-29, counted with awk. */
    private static final int BOUGHT_IN_SUMMER = 712;

    private final String tenant = UniqueName.of("value");

    @TempDir
    private Path folder;

    private Map<String, String> environment;

    @BeforeEach
    void pointAtTheStores(Configuration stores, SparkSession spark) {
        environment = MiniStores.environment(stores, folder);
    }

    @Test
    void theRawLogGivesThePublishedNumbers() throws IOException {
        done("init");
        done(
                "ingest",
                logUntilTheCut().toString(),
                "--mapping",
                RunCrmlake.REPOSITORY.resolve("conf/mappings/cdnow.yaml").toString());

        JsonNode churn = json(
                "run",
                "churn",
                "--as-of",
                "1997-10-01",
                "--model",
                "bg-nbd",
                "--period",
                "week",
                "--train-until",
                "1997-09-30",
                "--horizon",
                "39",
                "-o",
                "json");
        assertNumbers(
                churn.get("parameters"), Map.of("r", 0.242595, "alpha", 4.413602, "a", 0.792922, "b", 2.425907), 1e-6);
        assertThat(churn.get("log_likelihood").doubleValue()).isCloseTo(-9582.4292, within(5e-5));
        assertThat(churn.get("customers").intValue()).isEqualTo(2357);
        assertThat(churn.get("distinct_groups").intValue()).isBetween(900, 2357);
        assertThat(churn.get("standard_errors").get("r").doubleValue()).isCloseTo(0.01256, within(1e-4));
        assertThat(churn.get("seconds").isNumber()).isTrue();
        assertThat(csv("query", "SELECT round(sum(expected_purchases), 1) FROM churn_scores"))
                .isEqualTo("1653.4");

        JsonNode pareto = json("run", "churn", "--as-of", "1997-10-01", "--model", "pareto-nbd", "-o", "json");
        assertNumbers(
                pareto.get("parameters"),
                Map.of("r", 0.55328, "alpha", 10.57768, "s", 0.60624, "beta", 11.66873),
                1e-5);
        assertThat(csv("query", "SELECT count(*) FROM churn_scores")).isEqualTo("4714");

        JsonNode clv = json("run", "clv", "--as-of", "1997-10-01", "-o", "json");
        assertNumbers(clv.get("spend_parameters"), Map.of("p", 6.24957, "q", 3.74422, "gamma", 15.44353), 1e-5);
        assertThat(clv.get("correlation").doubleValue()).isCloseTo(0.1139, within(1e-4));
        assertThat(csv("query", "SELECT clv FROM clv WHERE customer_key = 'cdnow:0001'"))
                .startsWith("36.27");
        assertThat(csv("query", "SELECT count(*) FROM clv WHERE clv_low < clv AND clv < clv_high"))
                .isEqualTo("2357");

        String id = churn.get("model_id").textValue();
        modelsAreKept(id, pareto.get("model_id").textValue());
        assertThat(done("profile", "cdnow:1516", "-o", "csv"))
                .contains("churn_score,", "churn_decile,1,", "clv,")
                .containsPattern("churn_model,(bg|pareto)-nbd-1997-09-30-[0-9a-f]{8},1997-10-01T00:00:00Z");

        Path report = folder.resolve("backtest.html");
        JsonNode backtest = json(
                "run",
                "backtest",
                "--cut",
                "1997-06-30",
                "--horizon",
                "13",
                "--report",
                report.toString(),
                "-o",
                "json");
        assertThat(backtest.get("actual").doubleValue()).isEqualTo(BOUGHT_IN_SUMMER);
        assertThat(backtest.get("expected").doubleValue()).isBetween(0.8 * BOUGHT_IN_SUMMER, 1.2 * BOUGHT_IN_SUMMER);
        assertThat(report).content().contains("Backtest of bg-nbd", "<svg");
        assertThat(run("run", "backtest", "--cut", "1997-06-30", "--horizon", "14")
                        .err())
                .contains(
                        "Cannot hold a forecast until 1997-10-06 against what happened: the last event is of 1997-09-30.");

        Outcome drifted = run("run", "churn", "--as-of", "1998-07-01", "--use", id, "--max-drift", "0.25");
        assertThat(drifted.code()).as(drifted.err()).isEqualTo(4);
        assertThat(drifted.err()).contains("Cannot score with model " + id + ": customers have drifted by ");
        assertThat(csv("query", "SELECT count(*) FROM churn_scores WHERE as_of = DATE '1998-07-01'"))
                .isEqualTo("0");
    }

    /** What comes after is not needed here, and half of the days are half of the work. */
    private Path logUntilTheCut() throws IOException {
        List<String> lines =
                Files.readAllLines(RunCrmlake.REPOSITORY.resolve("samples/cdnow/CDNOW_sample.txt")).stream()
                        .filter(line -> line.strip().split(" +")[2].compareTo("19970930") <= 0)
                        .toList();
        return Files.write(folder.resolve("cdnow.txt"), lines);
    }

    private void modelsAreKept(String bg, String pareto) throws IOException {
        assertThat(done("models", "list", "-o", "csv").lines().skip(1)).hasSize(3);
        JsonNode shown = json("models", "show", bg, "-o", "json");
        assertThat(shown.get("data_fingerprint").textValue()).hasSize(64);
        assertThat(shown.get("parameters").get("alpha").doubleValue()).isCloseTo(4.413602, within(1e-6));
        // Of 2,357 customers: 2 x 9582.4292 and 4 times 2, or the logarithm of 2,357.
        assertThat(shown.get("aic").doubleValue()).isCloseTo(19172.8584, within(1e-3));
        assertThat(shown.get("bic").doubleValue()).isCloseTo(19195.9189, within(1e-3));
        assertThat(done("models", "compare", bg, pareto, "-o", "csv").lines().findFirst())
                .contains("model_id,model,train_until,customers,log_likelihood,aic,bic,behind_the_best");
        List<String> compared = done("models", "compare", bg, pareto, "-o", "csv")
                .lines()
                .skip(1)
                .toList();
        assertThat(compared.get(0)).startsWith(bg);
        assertThat(compared.get(1)).startsWith(pareto).containsPattern(",25\\.09[0-9]*$");
        assertThat(run("models", "show", "no-such").err())
                .contains(
                        "Cannot find model 'no-such': there is none of that id. `crmlake models list` shows those there are.");
    }

    private static void assertNumbers(JsonNode found, Map<String, Double> expected, double tolerance) {
        expected.forEach((name, value) -> assertThat(found.get(name).doubleValue())
                .as(name + " in " + found)
                .isCloseTo(value, within(tolerance)));
    }

    /** The one value of a result. */
    private String csv(String... args) {
        List<String> all = new ArrayList<>(Arrays.asList(args));
        all.addAll(List.of("-o", "csv"));
        return done(all.toArray(String[]::new)).lines().skip(1).findFirst().orElseThrow();
    }

    private JsonNode json(String... args) throws IOException {
        return new ObjectMapper().readTree(done(args));
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
}
