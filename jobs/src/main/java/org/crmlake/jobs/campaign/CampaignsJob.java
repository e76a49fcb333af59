package org.crmlake.jobs.campaign;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.jobs.Job;
import org.crmlake.jobs.JobArguments;
import org.crmlake.jobs.JobContext;
import org.crmlake.jobs.JobOutcome;
import org.crmlake.jobs.JobReport.Written;
import org.crmlake.jobs.TableRef;
import org.crmlake.lake.CampaignResultsTable;
import org.crmlake.lake.CampaignsTable;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.SparkLake;

/** Computes the results of every campaign that is on, or over for a short while, into one partition of {@link CampaignResultsTable}. */
public final class CampaignsJob implements Job {
    /** So long after its end a campaign is still looked at: events come late. */
    static final int DAYS_AFTER_THE_END = 30;

    @Override
    public String name() {
        return "campaigns";
    }

    @Override
    public String description() {
        return "Computes what each campaign did and caused: funnel, experiment, attribution, uplift.";
    }

    @Override
    public List<TableRef> inputs() {
        return List.of(TableRef.of(CampaignsTable.TABLE), TableRef.of(EventsTable.TABLE));
    }

    @Override
    public List<TableRef> outputs() {
        return List.of(TableRef.of(CampaignResultsTable.TABLE));
    }

    @Override
    public JobOutcome run(JobContext context, JobArguments arguments) {
        LocalDate asOf = arguments.asOf();
        SparkLake lake = context.lake();
        Dataset<Row> events = lake.read(EventsTable.TABLE);
        List<Row> rows = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        List<String> computed = new ArrayList<>();
        for (CampaignStore.Defined defined : new CampaignStore(context.spark(), lake).all()) {
            Campaign campaign = defined.campaign();
            if (isLookedAt(campaign, asOf)) {
                List<ResultRow> results = new CampaignRun(campaign, asOf, events).rows();
                results.forEach(result -> rows.add(ResultRows.row(campaign.name(), result)));
                new CampaignReport(campaign.name(), asOf, results)
                        .mismatch()
                        .ifPresent(ratio -> warnings.add("The arms of campaign " + campaign.name()
                                + " do not have the sizes they should have (p " + ratio.pValue()
                                + "). Its differences are not to be believed."));
                computed.add(campaign.name());
            }
        }
        lake.overwritePartition(
                ResultRows.dataset(context.spark(), rows),
                CampaignResultsTable.TABLE,
                CampaignResultsTable.AS_OF,
                asOf);
        return new JobOutcome(
                List.of(new Written(TableRef.of(CampaignResultsTable.TABLE), rows.size())),
                Map.of("campaigns", computed),
                warnings);
    }

    private static boolean isLookedAt(Campaign campaign, LocalDate asOf) {
        return campaign.from().isBefore(asOf) && !asOf.isAfter(campaign.to().plusDays(DAYS_AFTER_THE_END));
    }
}
