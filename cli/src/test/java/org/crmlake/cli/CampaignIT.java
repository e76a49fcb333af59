package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
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

/** A real experiment from its file to its report, by the command lines a person would type. */
@ExtendWith({MiniHBase.class, SharedSpark.OnHdfs.class})
class CampaignIT {
    private static final Path REPOSITORY = RunCrmlake.REPOSITORY;

    private final String tenant = UniqueName.of("campaign");

    @TempDir
    private Path folder;

    private Map<String, String> environment;

    @BeforeEach
    void pointAtTheStores(Configuration stores, SparkSession spark) {
        environment = MiniStores.environment(stores, folder);
    }

    @Test
    void hillstromsExperimentIsReportedAsItWasComputedElsewhere() throws IOException {
        done("init");
        assertThat(done(
                        "ingest",
                        REPOSITORY
                                .resolve("samples/hillstrom/hillstrom_a.csv.gz")
                                .toString(),
                        "--mapping",
                        REPOSITORY.resolve("conf/mappings/hillstrom.yaml").toString(),
                        "-o",
                        "json"))
                .contains("\"rejected\": 0");
        String definition = REPOSITORY.resolve("conf/campaigns/hillstrom.yaml").toString();
        done("campaign", "define", definition);
        assertThat(run("campaign", "define", definition).err()).contains("It is defined like this already.");
        assertThat(run("campaign", "report", "hillstrom").err())
                .isEqualTo(
                        "crmlake: Cannot report campaign 'hillstrom': it has no results yet. Run `crmlake run campaigns"
                                + " --as-of DATE` first.\n");

        done("campaign", "define", wrong().toString());

        assertThat(run("run", "campaigns", "--as-of", "2008-04-03").err())
                .contains("The arms of campaign wrong do not have the sizes they should have");

        assertThat(done("campaign", "list", "-o", "csv"))
                .contains("hillstrom,2008-03-20,2008-04-03,No E-Mail,")
                .contains(",2008-04-03\r\n");
        String report = done("campaign", "report", "hillstrom", "-o", "json");
        expectTheFigures(new ObjectMapper().readTree(report));
        Path page = folder.resolve("page.html");
        done("campaign", "report", "hillstrom", "--html", page.toString());
        assertThat(Files.readString(page)).contains("What it caused", "Mens E-Mail", "Whom to treat");
        refusesAMismatch();
    }

    /** The same arms, said to have been planned 2 : 1 : 1. */
    private Path wrong() throws IOException {
        return Files.writeString(folder.resolve("wrong.yaml"), """
                campaign: wrong
                window: { from: 2008-03-20, to: 2008-04-03 }
                arms:
                  event: Campaign Assigned
                  property: arm
                  control: No E-Mail
                  shares: { No E-Mail: 2, Mens E-Mail: 1, Womens E-Mail: 1 }
                outcomes: [ { name: visit, event: Site Visited } ]
                """);
    }

    private void refusesAMismatch() {
        Outcome refused = run("campaign", "report", "wrong");
        assertThat(refused.code()).isEqualTo(4);
        assertThat(refused.err())
                .startsWith(
                        "crmlake: Cannot report campaign 'wrong': the arms do not have the sizes they should have (p 0): ")
                .endsWith("Find out why; --force shows the numbers all the same.\n");
        Outcome forced = run("campaign", "report", "wrong", "--force", "--section", "check");
        assertThat(forced.code()).isZero();
        assertThat(forced.err()).contains("Forced: the arms do not have the sizes they should have");
    }

    private static void expectTheFigures(JsonNode rows) {
        level(rows, "No E-Mail", "10586", "0.108162", "0.005857", "0.574014", "10.093852", "6076.51");
        level(rows, "Mens E-Mail", "10778", "0.183151", "0.010948", "1.040333", "13.868865", "11212.71");
        level(rows, "Womens E-Mail", "10636", "0.152971", "0.008744", "1.162003", "15.808090", "12359.06");
        compared(rows, "visit", "Mens E-Mail", "0.074989", "0.065591", "0.084387", "15.5201");
        compared(rows, "visit", "Womens E-Mail", "0.044809", "0.035765", "0.053854", "9.6855");
        compared(rows, "conversion", "Mens E-Mail", "0.005091", "0.002648", "0.007535", "4.0708");
        compared(rows, "conversion", "Womens E-Mail", "0.002887", "0.000597", "0.005177", "2.4697");
        compared(rows, "spend", "Mens E-Mail", "0.466319", "0.141469", "0.791169", "2.8135");
        compared(rows, "spend", "Womens E-Mail", "0.587989", "0.231298", "0.944680", "3.2309");
        assertThat(number(rows, "conversion", "Womens E-Mail", "difference", "p_value", 4))
                .isEqualTo("0.0135");
        assertThat(number(rows, "spend", "Mens E-Mail", "difference", "p_value", 4))
                .isEqualTo("0.0049");
        assertThat(number(rows, "spend", "Womens E-Mail", "difference", "p_value", 4))
                .isEqualTo("0.0012");
        assertThat(number(rows, "arms", null, "sample_ratio", "value", 4)).isEqualTo("1.8602");
        assertThat(number(rows, "arms", null, "sample_ratio", "p_value", 2)).isEqualTo("0.39");
        ranked(rows, "womens", "Womens E-Mail", "0.060012", "0.027619");
        ranked(rows, "-recency", "Womens E-Mail", "-0.005675", "-0.002780");
        ranked(rows, "history", "Mens E-Mail", "0.027706", "0.014205");
    }

    private static void level(
            JsonNode rows,
            String arm,
            String customers,
            String visits,
            String conversions,
            String spend,
            String deviation,
            String total) {
        assertThat(number(rows, "arms", arm, "customers", "value", 0)).isEqualTo(customers);
        assertThat(number(rows, "visit", arm, "mean", "value", 6)).isEqualTo(visits);
        assertThat(number(rows, "conversion", arm, "mean", "value", 6)).isEqualTo(conversions);
        assertThat(number(rows, "spend", arm, "mean", "value", 6)).isEqualTo(spend);
        assertThat(number(rows, "spend", arm, "standard_deviation", "value", 6)).isEqualTo(deviation);
        assertThat(number(rows, "spend", arm, "total", "amount", 2)).isEqualTo(total);
    }

    private static void compared(
            JsonNode rows, String outcome, String arm, String value, String lower, String upper, String statistic) {
        assertThat(number(rows, outcome, arm, "difference", "value", 6)).isEqualTo(value);
        assertThat(number(rows, outcome, arm, "difference", "lower", 6)).isEqualTo(lower);
        assertThat(number(rows, outcome, arm, "difference", "upper", 6)).isEqualTo(upper);
        assertThat(number(rows, outcome, arm, "statistic", "value", 4)).isEqualTo(statistic);
    }

    private static void ranked(JsonNode rows, String score, String arm, String qini, String auuc) {
        assertThat(number(rows, score, arm, "qini", "value", 6)).isEqualTo(qini);
        assertThat(number(rows, score, arm, "auuc", "value", 6)).isEqualTo(auuc);
    }

    private static String number(
            JsonNode rows, String subject, String arm, String measure, String column, int decimals) {
        for (JsonNode row : rows) {
            if (row.get("subject").asText().equals(subject)
                    && row.get("measure").asText().equals(measure)
                    && (arm == null
                            ? row.path("arm").isNull()
                            : arm.equals(row.path("arm").asText()))
                    && row.path("item").isNull()) {
                return new BigDecimal(row.get(column).asText())
                        .setScale(decimals, RoundingMode.HALF_EVEN)
                        .toPlainString();
            }
        }
        throw new AssertionError("no " + subject + " " + arm + " " + measure);
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
