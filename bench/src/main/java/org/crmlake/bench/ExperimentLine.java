package org.crmlake.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The report of an experiment over ten times and a hundred times as many customers, against DuckDB for the sums that it is made of:
 * means, deviations and covariances of each arm.
 */
final class ExperimentLine implements Line {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double MIB = 1 << 20;
    private static final double TOLERANCE = 1e-9;
    private static final String ENDS = CampaignFill.BEGINS.plusDays(14).toString();
    private static final String CAMPAIGN = """
            campaign: spring
            window: { from: %s, to: %s }
            arms: { event: Campaign Assigned, property: arm, control: none }
            outcomes:
              - { name: visit, event: Site Visited }
              - { name: conversion, event: Order Completed }
              - { name: spend, measure: sum, event: Order Completed }
            covariates:
              - { name: before, measure: sum, event: Order Completed, days-before: 30 }
            """.formatted(CampaignFill.BEGINS, ENDS);

    @Override
    public String name() {
        return "experiment";
    }

    @Override
    public List<Comparison> measure(Lab lab) throws IOException, InterruptedException {
        Files.createDirectories(lab.work());
        Path file = Files.writeString(lab.work().resolve("spring.yaml"), CAMPAIGN);
        List<Comparison> comparisons = new ArrayList<>();
        Side fewer = null;
        for (int customers : lab.sizes().growth()) {
            String tenant = lab.freshTenant();
            String conf = lab.crmlake().conf().toString();
            lab.beside(CampaignFill.class, conf, tenant, Integer.toString(customers));
            lab.crmlake().run("campaign", "define", file.toString(), "--tenant", tenant);
            if (fewer == null) {
                // Makes the class-data archive.
                run(lab, tenant);
            }
            Path raw = lab.work().resolve("campaign-events-" + customers);
            lab.beside(LakeFiles.class, conf, tenant, "events", raw.toString());
            Side ours = Side.named("crmlake run campaigns: " + customers + " customers, three outcomes, CUPED, funnel");
            Side other = Side.named("DuckDB 1.4, the sums of the arms from the Parquet files of all events");
            Run last = null;
            int runs = customers > 1_000_000 ? 1 : lab.sizes().runs();
            for (int i = 0; i < runs; i++) {
                last = run(lab, tenant);
                ours.add(last);
                Run sums = lab.alone(DuckDbExperiment.class, raw.toString(), CampaignFill.BEGINS.toString(), ENDS);
                other.add(sums);
                check(report(lab, tenant), JSON.readTree(sums.out()), customers);
            }
            comparisons.add(new Comparison(
                    "experiment-" + customers,
                    "seconds",
                    "a new JVM each run; files in the page cache, sandbox up",
                    ours,
                    other,
                    "",
                    null,
                    String.format(
                            Locale.ROOT,
                            "Equal on both sides: customers, means and deviations of each arm and outcome, to 1e-9. Ours adds"
                                    + " the tests, CUPED, the funnel and the table of results.%s Peak resident memory %.0f MiB.",
                            ours.growthFrom(fewer),
                            last.peakMemory() / MIB)));
            fewer = ours;
        }
        return comparisons;
    }

    private static Run run(Lab lab, String tenant) throws IOException, InterruptedException {
        return lab.crmlake().run("run", "campaigns", "--as-of", ENDS, "--tenant", tenant);
    }

    private static JsonNode report(Lab lab, String tenant) throws IOException, InterruptedException {
        return JSON.readTree(lab.crmlake()
                .run("campaign", "report", "spring", "--tenant", tenant, "-o", "json")
                .out());
    }

    private static void check(JsonNode report, JsonNode arms, int customers) {
        long counted = 0;
        for (JsonNode arm : arms) {
            String name = arm.get("arm").textValue();
            counted += arm.get("customers").longValue();
            same(report, "arms", name, "customers", arm.get("customers").doubleValue());
            for (String outcome : List.of("visit", "conversion", "spend")) {
                same(report, outcome, name, "mean", arm.get(outcome).doubleValue());
                same(
                        report,
                        outcome,
                        name,
                        "standard_deviation",
                        arm.get(outcome + "_sd").doubleValue());
            }
        }
        if (counted != customers || arms.size() != 2) {
            throw new IllegalStateException("Cannot use this run: of " + customers
                    + " customers in two arms DuckDB finds " + counted + " in " + arms.size() + ".");
        }
    }

    private static void same(JsonNode report, String subject, String arm, String measure, double theirs) {
        double ours = Double.NaN;
        for (JsonNode row : report) {
            if (row.get("subject").asText().equals(subject)
                    && row.get("arm").asText().equals(arm)
                    && row.get("measure").asText().equals(measure)) {
                ours = row.get("value").asDouble();
            }
        }
        if (!(Math.abs(ours - theirs) <= TOLERANCE * Math.max(1, Math.abs(theirs)))) {
            throw new IllegalStateException("Cannot compare " + measure + " of " + subject + " in arm " + arm
                    + ": crmlake says " + ours + ", DuckDB " + theirs + ".");
        }
    }
}
