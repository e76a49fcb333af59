package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

/** A real experiment from its file to its report, by the command lines a person would type. */
@Tag("long")
@ExtendWith({MiniHBase.class, SharedSpark.OnHdfs.class})
class CampaignIT {
    private static final Path REPOSITORY = RunCrmlake.REPOSITORY;

    @TempDir
    private Path folder;

    private TenantCommands crmlake;

    @BeforeEach
    void pointAtTheStores(Configuration stores, SparkSession spark) {
        crmlake = new TenantCommands(UniqueName.of("campaign"), stores, folder);
    }

    @Test
    void hillstromsExperimentIsReportedAsItWasComputedElsewhere() throws IOException {
        crmlake.done("init");
        JsonNode ingested = crmlake.json(
                "ingest",
                REPOSITORY.resolve("samples/hillstrom/hillstrom_a.csv.gz").toString(),
                "--mapping",
                REPOSITORY.resolve("conf/mappings/hillstrom.yaml").toString());
        assertThat(ingested.get("rejected").intValue()).isZero();
        String definition = REPOSITORY.resolve("conf/campaigns/hillstrom.yaml").toString();
        crmlake.done("campaign", "define", definition);
        assertThat(crmlake.run("campaign", "define", definition).err()).contains("It is defined like this already.");
        assertThat(crmlake.run("campaign", "report", "hillstrom").err())
                .isEqualTo(
                        "crmlake: Cannot report campaign 'hillstrom': it has no results yet. Run `crmlake run campaigns"
                                + " --as-of DATE` first, with a date from 2008-03-21 to 2008-05-03.\n");

        crmlake.done("campaign", "define", wrong());

        assertThat(crmlake.run("run", "campaigns", "--as-of", "2008-04-03").err())
                .contains("The arms of campaign wrong do not have the sizes they should have");

        assertThat(crmlake.done("campaign", "list", "-o", "csv"))
                .contains("hillstrom,2008-03-20,2008-04-03,No E-Mail,")
                .contains(",2008-04-03\n");
        expectTheFigures(crmlake.json("campaign", "report", "hillstrom"));
        Path page = folder.resolve("page.html");
        crmlake.done("campaign", "report", "hillstrom", "--html", page.toString());
        assertThat(Files.readString(page)).contains("What it caused", "Mens E-Mail", "Whom to treat");
        refusesAMismatch();
        treatsThoseWhomTheLearnerNamesAndReportsIt();
    }

    /** What a learner says is a segment; a part of it is held out when it is exported for the next campaign, which reports it. */
    private void treatsThoseWhomTheLearnerNamesAndReportsIt() throws IOException {
        assertThat(crmlake.done("profile", "hillstrom:1", "-o", "csv")).contains("uplift/hillstrom/womens-mail,");
        crmlake.done("segment", "define", file("movable.yaml", """
                segment: movable
                where: { score: { name: uplift/hillstrom/womens-mail, at_least: 0.08 } }
                """));
        crmlake.done("campaign", "define", file("next.yaml", """
                campaign: next
                window: { from: 2011-08-30, to: 2011-09-20 }
                arms: { holdout: { salt: next, percent: 20 } }
                outcomes: [ { name: visit, event: Site Visited } ]
                """));
        String[] export = {
            "export",
            "movable",
            "--as-of",
            "2008-04-04",
            "--destination",
            "csv",
            "--out",
            folder.resolve("out").toString(),
            "--campaign",
            "next"
        };

        JsonNode exported = crmlake.json(export);

        long heldOut = exported.at("/arms/holdout").longValue();
        long treated = exported.at("/arms/treated").longValue();
        assertThat(heldOut)
                .isPositive()
                .isEqualTo(exported.at("/left_out/held_out").longValue());
        assertThat(treated)
                .isGreaterThan(3 * heldOut)
                .isEqualTo(exported.at("/people_out").longValue());
        assertThat(exported.at("/newly_assigned").longValue()).isEqualTo(heldOut + treated);
        assertThat(crmlake.json(export).at("/newly_assigned").longValue())
                .as("again")
                .isZero();
        crmlake.done("run", "campaigns", "--as-of", "2011-09-02");
        JsonNode report = crmlake.json("campaign", "report", "next");
        assertThat(number(report, "arms", "treated", "customers", "value", 0)).isEqualTo(Long.toString(treated));
        assertThat(number(report, "arms", "holdout", "customers", "value", 0)).isEqualTo(Long.toString(heldOut));
        crmlake.done("verify");
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    /** The same arms, said to have been planned 2 : 1 : 1. */
    private String wrong() throws IOException {
        return file("wrong.yaml", """
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
        Outcome refused = crmlake.run("campaign", "report", "wrong");
        assertThat(refused.code()).isEqualTo(4);
        assertThat(refused.err())
                .startsWith(
                        "crmlake: Cannot report campaign 'wrong': the arms do not have the sizes they should have (p < 0.000001): ")
                .endsWith("Find out why; --force shows the numbers all the same.\n");
        Outcome forced = crmlake.run("campaign", "report", "wrong", "--force", "--section", "check");
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
        for (String learner : List.of("doubly-robust", "two-model")) {
            assertThat(new BigDecimal(number(rows, learner, "Womens E-Mail", "qini", "lower", 6)))
                    .as("women's mail moves those who bought women's wear")
                    .isPositive();
            assertThat(new BigDecimal(number(rows, learner, "Womens E-Mail", "balance", "p_value", 6)))
                    .isGreaterThan(new BigDecimal("0.001"));
        }
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
}
