package org.crmlake.jobs.campaign;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;
import org.crmlake.model.segment.AsOf;

/** The campaigns of one run, one after the other: the results of those that can be computed, and what is wrong with the others. */
final class CampaignBatch implements AutoCloseable {
    private final Dataset<Row> events;
    private final AsOf asOf;
    private final List<CampaignRun> runs = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();
    private final List<String> computed = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<CrmException> failures = new ArrayList<>();

    CampaignBatch(Dataset<Row> events, AsOf asOf) {
        this.events = events;
        this.asOf = asOf;
    }

    /**
     * Computes a campaign if its results are asked for as of the date. Whatever goes wrong is the campaign's own affair: events can hold
     * what nobody thought of.
     */
    void compute(CampaignStore.Defined defined) {
        try {
            Campaign campaign = defined.campaign();
            LocalDate date = asOf.moment().toLocalDate();
            if (date.isBefore(campaign.firstAsOf()) || date.isAfter(campaign.lastAsOf())) {
                leftOut.add(campaign.name() + " (computed as of " + campaign.firstAsOf() + " to " + campaign.lastAsOf()
                        + ")");
            } else {
                compute(campaign);
            }
        } catch (CrmException e) {
            // What is wrong with the stores is wrong with all campaigns.
            if (e.kind() != Kind.CONFIG && e.kind() != Kind.DATA) {
                throw e;
            }
            failures.add(e);
        } catch (Exception | StackOverflowError e) {
            // Spark throws checked exceptions that its methods do not declare.
            failures.add(new CrmException(
                    Kind.DATA,
                    "Cannot compute campaign " + defined.name() + ": " + reason(e)
                            + ". Look at the events that it counts.",
                    e));
        }
    }

    /** The first line of the innermost message, without its stop: Spark wraps what happened in a task, and adds its plans. */
    private static String reason(Throwable thrown) {
        Throwable innermost = thrown;
        while (innermost.getCause() != null && innermost.getCause().getMessage() != null) {
            innermost = innermost.getCause();
        }
        String message = String.valueOf(innermost.getMessage())
                .lines()
                .findFirst()
                .orElse("")
                .strip();
        String words = message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
        return innermost.getClass().getSimpleName() + ": " + Printable.of(words, 300);
    }

    private void compute(Campaign campaign) {
        LocalDate date = asOf.moment().toLocalDate();
        List<ResultRow> results;
        CampaignRun run = new CampaignRun(campaign, asOf, events);
        try {
            results = run.rows();
        } catch (Exception | StackOverflowError e) {
            run.close();
            throw e;
        }
        runs.add(run);
        results.forEach(result -> rows.add(ResultRows.row(campaign.name(), result)));
        CampaignReport report = new CampaignReport(campaign.name(), date, results);
        report.mismatch()
                .ifPresent(ratio -> warnings.add("The arms of campaign " + campaign.name()
                        + " do not have the sizes they should have (p " + ratio.pValue()
                        + "). Its differences are not to be believed."));
        report.missingArms()
                .forEach(arm -> warnings.add(
                        "Nobody is in the arm '" + Printable.of(arm) + "' of campaign " + campaign.name() + "."));
        computed.add(campaign.name());
    }

    /** Returns the rows of the results, without their date. */
    List<Row> rows() {
        return rows;
    }

    List<UpliftRun.Learned> learned() {
        return runs.stream().flatMap(run -> run.learned().stream()).toList();
    }

    List<String> computed() {
        return computed;
    }

    /** Returns the campaigns that have no results as of the date, with the dates that they have some of. */
    List<String> leftOut() {
        return leftOut;
    }

    List<String> warnings() {
        return warnings;
    }

    /** Returns what to say of those that could not be computed, if there are any; {@code all} is how many were looked at. */
    Optional<CrmException> failure(int all) {
        if (failures.isEmpty()) {
            return Optional.empty();
        }
        List<String> reasons = failures.stream().map(CrmException::getMessage).toList();
        return Optional.of(new CrmException(
                failures.get(0).kind(),
                "Cannot compute " + failures.size() + " of " + all + " campaigns, the others are computed: "
                        + String.join(" ", reasons),
                failures.get(0)));
    }

    @Override
    public void close() {
        runs.forEach(CampaignRun::close);
    }
}
