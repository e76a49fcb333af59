package org.crmlake.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * RFM and churn scores of all customers on the night after one hundredth more events came in: from the state, against DuckDB on the
 * Parquet files of all events, and against our own run without the state.
 */
final class ScoringLine implements Line {
    private static final String STATE =
            "a new JVM each run, files in the page cache, sandbox up; profiles are left alone";
    private static final String SAME =
            "Equal on both sides, customer by customer: recency, frequency, monetary value and RFM score;"
                    + " repeats, recency, age, P(active) and churn score to 1e-9, decile.";
    private static final int HORIZON = 13;

    @Override
    public String name() {
        return "scoring";
    }

    @Override
    public List<Comparison> measure(Lab lab) throws IOException, InterruptedException {
        String customers = Integer.toString(lab.sizes().customers());
        String tenant = lab.freshTenant();
        String conf = lab.crmlake().conf().toString();
        lab.beside(ShopFill.class, "events", conf, tenant, customers);
        long events = lab.number(tenant, "SELECT count(*) AS n FROM events");
        // Makes the archive and the state, and the model that all runs score with.
        lab.crmlake().run(command(tenant, day(Shoppers.DAYS), "churn", "--lake-only"));
        JsonNode model = lab.query(
                tenant,
                "SELECT model_id, parameters['r'] AS r, parameters['alpha'] AS alpha, parameters['a'] AS a,"
                        + " parameters['b'] AS b FROM models");
        String id = model.get("model_id").textValue();
        Side nightly = Side.named("crmlake run rfm churn --use MODEL --lake-only, after 1 % new events");
        Side full = Side.named("crmlake run customer-daily rfm churn --rebuild --use MODEL --lake-only");
        Side duckdb = Side.named("DuckDB 1.4, two queries over the Parquet files of all events, results to Parquet");
        Side rewrite =
                Side.named("plain Spark: the two results of the night read from Parquet and written to Parquet again");
        Path raw = lab.work().resolve("events-parquet");
        Path scores = Files.createDirectories(lab.work().resolve("duckdb-scores"));
        for (int run = 0; run < lab.sizes().runs(); run++) {
            int newDay = Shoppers.DAYS + run;
            String asOf = day(newDay + 1);
            lab.beside(
                    ShopFill.class,
                    "night",
                    conf,
                    tenant,
                    customers,
                    Integer.toString(newDay),
                    Long.toString(events / 100));
            nightly.add(lab.crmlake().run(command(tenant, asOf, "rfm", "churn", "--use", id, "--lake-only")));
            lab.beside(LakeFiles.class, conf, tenant, "events", raw.toString());
            duckdb.add(lab.alone(
                    DuckDbScores.class,
                    "scores",
                    raw.toString(),
                    asOf,
                    model.get("r").asText(),
                    model.get("alpha").asText(),
                    model.get("a").asText(),
                    model.get("b").asText(),
                    Integer.toString(HORIZON),
                    scores.toString()));
            checkEqual(lab, tenant, asOf, scores, "nightly");
            String nights = results(lab, "nightly", asOf);
            rewrite.add(
                    lab.beside(PlainSparkRewrite.class, conf, nights + "-rfm", nights + "-churn", "/bench/" + asOf));
            full.add(lab.crmlake()
                    .run(command(
                            tenant, asOf, "customer-daily", "rfm", "churn", "--rebuild", "--use", id, "--lake-only")));
            checkEqual(lab, tenant, asOf, scores, "full");
        }
        String last = day(Shoppers.DAYS + lab.sizes().runs());
        Run withProfiles = lab.crmlake().run(command(tenant, last, "rfm", "churn", "--use", id));
        String note = String.format(
                Locale.ROOT,
                "%s customers, %d events. %s With the profiles in HBase the nightly run takes %.1f s and %.1f CPU-s (one run).",
                customers,
                events,
                SAME,
                withProfiles.wall().toMillis() / 1000.0,
                withProfiles.cpu().toMillis() / 1000.0);
        return List.of(
                new Comparison(
                        "scoring-nightly",
                        "seconds",
                        STATE,
                        nightly,
                        duckdb,
                        "at most 1.0x",
                        nightly.median() <= duckdb.median(),
                        note),
                new Comparison(
                        "scoring-full",
                        "seconds",
                        STATE,
                        full,
                        duckdb,
                        "",
                        null,
                        "The state is added up anew from all events."),
                new Comparison(
                        "scoring-share",
                        "seconds",
                        STATE,
                        nightly,
                        full,
                        "at most 0.1x",
                        nightly.median() <= 0.1 * full.median(),
                        "The same night, with the state and without."),
                new Comparison(
                        "scoring-rewrite",
                        "seconds",
                        STATE,
                        nightly,
                        rewrite,
                        "",
                        null,
                        String.format(
                                Locale.ROOT,
                                "What a night would cost if there were nothing to read but its results, and nothing to work out:"
                                        + " %.2f of the full run, %.1fx DuckDB.",
                                rewrite.median() / full.median(),
                                rewrite.median() / duckdb.median())));
    }

    private static String[] command(String tenant, String asOf, String... jobs) {
        return Lab.words("run", jobs, "--as-of", asOf, "--horizon", Integer.toString(HORIZON), "--tenant", tenant);
    }

    private static void checkEqual(Lab lab, String tenant, String asOf, Path scores, String run)
            throws IOException, InterruptedException {
        String conf = lab.crmlake().conf().toString();
        String ours = results(lab, run, asOf);
        lab.beside(LakeFiles.class, conf, tenant, "rfm_scores", ours + "-rfm", asOf);
        lab.beside(LakeFiles.class, conf, tenant, "churn_scores", ours + "-churn", asOf);
        JsonNode said =
                Lab.json(lab.alone(DuckDbScores.class, "check", ours + "-rfm", ours + "-churn", scores.toString())
                        .out());
        if (said.get("rfm").asLong() == 0
                || said.get("churn").asLong() == 0
                || said.get("rfm_differ").asLong() + said.get("churn_differ").asLong() > 0) {
            throw new IllegalStateException(
                    "Cannot compare the scores as of " + asOf + " with DuckDB's: they differ, " + said + ".");
        }
    }

    /** Returns what the names of both local copies of a run's results begin with. */
    private static String results(Lab lab, String run, String asOf) {
        return lab.work().resolve("ours-" + run + "-" + asOf).toString();
    }

    private static String day(int days) {
        return ShopFill.FIRST_DAY.plusDays(days).toString();
    }
}
