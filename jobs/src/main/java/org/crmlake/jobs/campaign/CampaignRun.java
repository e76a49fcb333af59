package org.crmlake.jobs.campaign;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Date;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.crmlake.model.segment.AsOf;

/**
 * Computes all numbers of one campaign: what Spark adds up, and from the sums the results. Writes nothing. What it keeps for
 * {@link #learned} it lets go of when it is closed, all else once its rows are there.
 */
final class CampaignRun implements AutoCloseable {
    private static final int MOST_ARMS = 20;
    private static final int MOST_SEGMENTS = 100;

    private final Campaign campaign;
    private final AsOf asOf;
    private final Dataset<Row> events;
    /** Null without arms. */
    private final Dataset<Row> facts;

    private final UpliftRun uplift;

    /** @param asOf the start of a day in the calendar of the tenant, which all days of the campaign are days of */
    CampaignRun(Campaign campaign, AsOf asOf, Dataset<Row> events) {
        this.campaign = campaign;
        this.asOf = asOf;
        this.events = events;
        this.facts = campaign.arms() == null
                ? null
                : FactsTransform.facts(events, ParticipantsTransform.assigned(events, campaign, asOf), campaign, asOf);
        this.uplift = new UpliftRun(campaign, facts);
    }

    /** Returns the results, section by section. */
    List<ResultRow> rows() {
        List<ResultRow> rows = new ArrayList<>();
        rows.add(ResultRow.of(ExperimentResults.CHECK, "days", CampaignReport.ZONE)
                .note(asOf.zone().equals(ZoneOffset.UTC) ? "UTC" : asOf.zone().getId()));
        // A campaign of attribution alone has no arms, and nobody takes part in it.
        if (campaign.arms() != null) {
            facts.persist(StorageLevel.MEMORY_AND_DISK());
            try {
                rows.addAll(ofArms());
            } finally {
                facts.unpersist();
            }
        }
        campaign.attribution().ifPresent(credits -> rows.addAll(AttributionRun.rows(events, campaign, credits, asOf)));
        return rows;
    }

    private List<ResultRow> ofArms() {
        List<ResultRow> rows = new ArrayList<>();
        Map<String, String> currencies = MoneyCheck.currencies(facts, campaign);
        MoneyCheck.ofCost(campaign, currencies);
        Set<String> defined = new TreeSet<>(campaign.arms().shares().keySet());
        defined.add(campaign.arms().control());
        campaign.rankings().forEach(ranking -> defined.add(ranking.arm()));
        ForemostValues arms = ForemostValues.of(facts, ParticipantsTransform.ARM, MOST_ARMS, defined);
        ForemostValues segments = ForemostValues.of(facts, ParticipantsTransform.SEGMENT, MOST_SEGMENTS, Set.of());
        Dataset<Row> bounded = segments.in(arms.in(facts, ParticipantsTransform.ARM), ParticipantsTransform.SEGMENT);
        List<ResultRow> experiment = ExperimentResults.rows(campaign, MomentsCounter.of(bounded, campaign));
        List<ResultRow> funnel = funnel(bounded);
        rows.addAll(together("arms", arms));
        rows.addAll(together("segments", segments));
        currencies.forEach((outcome, currency) -> rows.add(ResultRow.of(ExperimentResults.CHECK, outcome, "currency")
                .note(currency.isEmpty() ? "the events name none" : currency)));
        rows.addAll(experiment);
        rows.addAll(funnel);
        rows.addAll(cost(experiment, funnel, currencies));
        campaign.rankings().forEach(ranking -> rows.addAll(uplift.rows(ranking)));
        return rows;
    }

    private static List<ResultRow> together(String what, ForemostValues values) {
        return values.others() == 0
                ? List.of()
                : List.of(ResultRow.of(ExperimentResults.CHECK, what, "put_together")
                        .value(values.others())
                        .note("so many more " + what + " than are told apart are one, '" + ForemostValues.OTHER
                                + "': those with the fewest customers"));
    }

    /** Returns what learners made of the customers, once {@link #rows} was called. */
    List<UpliftRun.Learned> learned() {
        return uplift.learned();
    }

    @Override
    public void close() {
        uplift.close();
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

    /** What was spent and what it brought back, over all arms, or those that the definition names, where it does. */
    private List<ResultRow> cost(List<ResultRow> experiment, List<ResultRow> funnel, Map<String, String> currencies) {
        // The cost is that of the campaign that was defined, not of what else an event calls an arm.
        Set<String> named = campaign.arms().shares().keySet();
        long sent = funnel.stream()
                .filter(row -> row.subject().equals("sent") && row.measure().equals("hits"))
                .filter(row -> row.item() == null && row.day() == null)
                .filter(row -> named.isEmpty() || named.contains(row.arm()))
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
                if (!outcome.isMoney()) {
                    continue;
                }
                double[] incremental = experiment.stream()
                        .filter(row -> row.measure().equals("incremental")
                                && row.subject().equals(outcome.name()))
                        .filter(row -> named.isEmpty() || named.contains(row.arm()))
                        .mapToDouble(ResultRow::value)
                        .toArray();
                // Without arms to compare nothing is known of what was earned, which is not 0.
                String currency = currencies.getOrDefault(outcome.name(), "");
                boolean isComparable = campaign.cost().currency() == null
                        || currency.isEmpty()
                        || currency.equals(campaign.cost().currency());
                if (incremental.length > 0 && isComparable) {
                    rows.add(ResultRow.of("money", outcome.name(), "return_on_cost")
                            .value(Arrays.stream(incremental).sum() / cost.doubleValue())
                            .note("incremental over cost; above 1 the campaign earned more than it cost"));
                }
            }
        }
        return rows;
    }
}
