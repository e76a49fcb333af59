package org.crmlake.jobs.campaign;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;

import java.time.LocalDate;
import java.time.ZoneId;
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
import org.crmlake.jobs.ProfileScores;
import org.crmlake.jobs.TableRef;
import org.crmlake.lake.CampaignResultsTable;
import org.crmlake.lake.CampaignsTable;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.SparkLake;
import org.crmlake.lake.UpliftScoresTable;
import org.crmlake.model.segment.AsOf;
import org.crmlake.model.segment.KnownScores;

/**
 * Computes the results of every campaign that is on, or over for a short while, into one partition of {@link CampaignResultsTable},
 * and what its learners say of customers into {@link UpliftScoresTable} and the profiles. A campaign that cannot be computed does
 * not keep the others from it.
 */
public final class CampaignsJob implements Job {
    /** So long after its end a campaign is still looked at: events come late. */
    static final int DAYS_AFTER_THE_END = 30;

    private final ZoneId zone;

    /** @param zone of the tenant's calendar, which the days of campaigns are days of */
    public CampaignsJob(ZoneId zone) {
        this.zone = requireNonNull(zone, "zone is null");
    }

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
        return List.of(TableRef.of(CampaignResultsTable.TABLE), TableRef.of(UpliftScoresTable.TABLE), TableRef.PROFILE);
    }

    @Override
    public JobOutcome run(JobContext context, JobArguments arguments) {
        try (CampaignBatch batch =
                new CampaignBatch(context.lake().read(EventsTable.TABLE), AsOf.startOf(arguments.asOf(), zone))) {
            List<CampaignStore.Defined> campaigns = new CampaignStore(context.spark(), context.lake()).all();
            campaigns.forEach(batch::compute);
            JobOutcome outcome = write(context, arguments.asOf(), batch);
            // Last: what can be computed is there whatever else is wrong.
            batch.failure(campaigns.size()).ifPresent(failure -> {
                throw failure;
            });
            return outcome;
        }
    }

    private static JobOutcome write(JobContext context, LocalDate asOf, CampaignBatch batch) {
        SparkLake lake = context.lake();
        lake.overwritePartition(
                ResultRows.dataset(context.spark(), batch.rows()),
                CampaignResultsTable.TABLE,
                CampaignResultsTable.AS_OF,
                asOf);
        Dataset<Row> scores = batch.learned().stream()
                .map(UpliftRun.Learned::rows)
                .reduce(Dataset::unionByName)
                .orElseGet(() -> lake.read(UpliftScoresTable.TABLE).limit(0));
        lake.overwritePartition(scores, UpliftScoresTable.TABLE, UpliftScoresTable.AS_OF, asOf);
        long scored = 0;
        long profiles = 0;
        for (UpliftRun.Learned learned : batch.learned()) {
            scored += learned.customers().count() * learned.ranking().learners().size();
            String score = learned.first().text();
            profiles += ProfileScores.write(
                    learned.customers().select(col(ParticipantsTransform.CUSTOMER), col(score)),
                    Map.of(
                            score,
                            KnownScores.uplift(
                                    learned.campaign(), learned.ranking().name())),
                    context,
                    asOf);
        }
        List<Written> written = new ArrayList<>(List.of(
                new Written(
                        TableRef.of(CampaignResultsTable.TABLE), batch.rows().size()),
                new Written(TableRef.of(UpliftScoresTable.TABLE), scored)));
        if (profiles > 0) {
            written.add(new Written(TableRef.PROFILE, profiles));
        }
        return new JobOutcome(
                written, Map.of("campaigns", batch.computed(), "not_computed", batch.leftOut()), batch.warnings());
    }
}
