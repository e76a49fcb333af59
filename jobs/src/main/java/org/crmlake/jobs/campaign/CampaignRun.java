package org.crmlake.jobs.campaign;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.negate;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Date;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.crmlake.jobs.campaign.Campaign.Credits;
import org.crmlake.jobs.campaign.Campaign.Ranking;
import org.crmlake.jobs.campaign.attribution.JourneyTally;
import org.crmlake.jobs.campaign.uplift.RankedSteps;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/** Computes all numbers of one campaign: what Spark adds up, and from the sums the results. Writes nothing. */
final class CampaignRun {
    private static final int MOST_CHANNELS = 63;

    /** So many scores are collected; more are rounded first, see {@link #ranked}. */
    private static final int MOST_SCORES = 200_000;

    private final Campaign campaign;
    private final LocalDate asOf;
    private final Dataset<Row> events;

    CampaignRun(Campaign campaign, LocalDate asOf, Dataset<Row> events) {
        this.campaign = campaign;
        this.asOf = asOf;
        this.events = events;
    }

    /** Returns the results, section by section. */
    List<ResultRow> rows() {
        List<ResultRow> rows = new ArrayList<>();
        Dataset<Row> assigned = ParticipantsTransform.assigned(events, campaign, asOf);
        Dataset<Row> facts =
                ParticipantsTransform.facts(events, assigned, campaign, asOf).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            List<ArmMoments> arms = ParticipantsTransform.moments(facts, campaign).collectAsList().stream()
                    .map(row -> ArmMoments.of(row, campaign))
                    .toList();
            List<ResultRow> experiment = ExperimentResults.rows(campaign, arms);
            List<ResultRow> funnel = funnel(facts);
            rows.addAll(experiment);
            rows.addAll(funnel);
            rows.addAll(cost(experiment, funnel));
            campaign.rankings().forEach(ranking -> rows.addAll(uplift(facts, ranking)));
        } finally {
            facts.unpersist();
        }
        campaign.attribution().ifPresent(credits -> rows.addAll(attribution(credits)));
        return rows;
    }

    private List<ResultRow> funnel(Dataset<Row> assigned) {
        Dataset<Row> steps =
                FunnelTransform.steps(events, assigned, campaign, asOf).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            List<FunnelResults.Count> counts = new ArrayList<>();
            FunnelTransform.counts(steps).collectAsList().forEach(row -> counts.add(count(row, null, null)));
            FunnelTransform.counts(steps, FunnelTransform.DAY)
                    .collectAsList()
                    .forEach(row -> counts.add(count(row, null, day(row))));
            if (campaign.segment().isPresent()) {
                FunnelTransform.counts(steps, ParticipantsTransform.SEGMENT)
                        .collectAsList()
                        .forEach(row -> counts.add(count(row, segment(row), null)));
            }
            return FunnelResults.rows(counts);
        } finally {
            steps.unpersist();
        }
    }

    private static FunnelResults.Count count(Row row, String segment, LocalDate day) {
        return new FunnelResults.Count(
                row.getString(row.fieldIndex(ParticipantsTransform.ARM)),
                row.getString(row.fieldIndex(FunnelTransform.STAGE)),
                segment,
                day,
                row.getLong(row.fieldIndex(FunnelTransform.PERSONS)),
                row.getLong(row.fieldIndex(FunnelTransform.HITS)),
                row.getLong(row.fieldIndex(FunnelTransform.HUMANS)),
                row.getLong(row.fieldIndex(FunnelTransform.HUMAN_HITS)));
    }

    /** Whether Spark hands out dates of the old or the new kind depends on the session. */
    private static LocalDate day(Row row) {
        Object day = row.get(row.fieldIndex(FunnelTransform.DAY));
        return day instanceof Date old ? old.toLocalDate() : (LocalDate) day;
    }

    private static String segment(Row row) {
        int index = row.fieldIndex(ParticipantsTransform.SEGMENT);
        return row.isNullAt(index) ? "(none)" : row.getString(index);
    }

    /** What was spent, and what it brought back over all arms that were treated. */
    private List<ResultRow> cost(List<ResultRow> experiment, List<ResultRow> funnel) {
        long sent = funnel.stream()
                .filter(row -> row.subject().equals("sent") && row.measure().equals("hits"))
                .filter(row -> row.item() == null && row.day() == null)
                .mapToLong(row -> row.value().longValue())
                .sum();
        BigDecimal cost = campaign.cost()
                .fixed()
                .add(campaign.cost().perSent().multiply(BigDecimal.valueOf(sent)))
                .setScale(4, RoundingMode.HALF_EVEN);
        List<ResultRow> rows = new ArrayList<>();
        if (cost.signum() > 0) {
            rows.add(ResultRow.of("money", "campaign", "cost")
                    .value(cost.doubleValue())
                    .amount(cost));
            for (Campaign.Outcome outcome : campaign.outcomes()) {
                double incremental = experiment.stream()
                        .filter(row -> row.measure().equals("incremental")
                                && row.subject().equals(outcome.name()))
                        .mapToDouble(ResultRow::value)
                        .sum();
                if (outcome.measure() == Campaign.Measure.SUM) {
                    rows.add(ResultRow.of("money", outcome.name(), "return_on_cost")
                            .value(incremental / cost.doubleValue())
                            .note("incremental over cost; above 1 the campaign earned more than it cost"));
                }
            }
        }
        return rows;
    }

    private List<ResultRow> uplift(Dataset<Row> facts, Ranking ranking) {
        List<ResultRow> rows = new ArrayList<>();
        List<String> names =
                campaign.covariates().stream().map(Campaign.Covariate::name).toList();
        String outcome = ParticipantsTransform.outcomeColumn(campaign.outcomes().indexOf(ranking.outcome()));
        for (String score : ranking.scores()) {
            boolean rising = score.startsWith("-");
            var column = col(ParticipantsTransform.covariateColumn(names.indexOf(rising ? score.substring(1) : score)));
            Dataset<Row> scored = facts.withColumn(RankedTransform.SCORE, rising ? negate(column) : column);
            RankedSteps steps = ranked(scored, outcome, ranking.arm());
            if (steps.size() > 0) {
                rows.addAll(UpliftResults.rows(score, ranking.arm(), steps, ranking.draws()));
            }
        }
        return rows;
    }

    private RankedSteps ranked(Dataset<Row> scored, String outcome, String arm) {
        List<Row> rows = RankedTransform.counted(
                        scored, outcome, arm, campaign.arms().control())
                .limit(MOST_SCORES + 1)
                .collectAsList();
        if (rows.size() > MOST_SCORES) {
            throw new CrmException(
                    Kind.DATA,
                    "Cannot rank the customers of campaign " + campaign.name() + ": a score has more than "
                            + MOST_SCORES + " different values. Round it.");
        }
        return new RankedSteps(column(rows, 1), column(rows, 2), column(rows, 3), column(rows, 4));
    }

    private static double[] column(List<Row> rows, int index) {
        return rows.stream().mapToDouble(row -> row.getLong(index)).toArray();
    }

    private List<ResultRow> attribution(Credits credits) {
        Dataset<Row> touches =
                JourneysTransform.touches(events, campaign, credits, asOf).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            List<String> channels = channels(touches);
            JourneyCounter counter = new JourneyCounter(
                    channels,
                    credits.settings(),
                    credits.lookBackDays(),
                    campaign.from().atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli());
            JourneyTally tally = new JourneyTally(
                    channels.size(), credits.settings(), credits.settings().draws());
            // One tally a task comes back, some at a time.
            JourneysTransform.byCustomer(touches)
                    .mapPartitions(counter, Encoders.javaSerialization(JourneyTally.class))
                    .toLocalIterator()
                    .forEachRemaining(tally::add);
            return AttributionResults.rows(
                    tally, channels, credits.settings(), credits.spend(), AttributionResults.Times.KNOWN);
        } finally {
            touches.unpersist();
        }
    }

    private List<String> channels(Dataset<Row> touches) {
        List<String> channels = touches.filter(col(JourneysTransform.CHANNEL).isNotNull())
                .select(JourneysTransform.CHANNEL)
                .distinct()
                .limit(MOST_CHANNELS + 1)
                .as(Encoders.STRING())
                .collectAsList();
        if (channels.size() > MOST_CHANNELS) {
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot attribute the conversions of campaign " + campaign.name() + ": there are more than "
                            + MOST_CHANNELS + " channels. Name a field with fewer values under attribution.channel.");
        }
        return channels.stream().sorted().toList();
    }
}
