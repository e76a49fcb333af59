package org.crmlake.jobs.campaign;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The results of one campaign.
 *
 * @param asOf the date they are true for
 * @param rows sorted as people read them
 */
public record CampaignReport(String campaign, LocalDate asOf, List<ResultRow> rows) {
    /** The measure whose note is the zone that the days of a campaign are days of. */
    static final String ZONE = "zone";

    private static final List<String> SECTIONS =
            List.of("check", "experiment", "money", "funnel", "attribution", "uplift");

    private static final List<String> STAGES = List.of(
            "targeted", "suppressed", "sent", "bounced", "delivered", "opened", "clicked", "unsubscribed", "converted");

    public CampaignReport {
        rows = rows.stream()
                .sorted(Comparator.comparingInt((ResultRow row) -> SECTIONS.indexOf(row.section()))
                        .thenComparingInt(row -> row.section().equals("funnel") ? STAGES.indexOf(row.subject()) : 0)
                        .thenComparing(ResultRow::subject)
                        .thenComparing(ResultRow::arm, Comparator.nullsFirst(Comparator.naturalOrder()))
                        .thenComparing(ResultRow::day, Comparator.nullsFirst(Comparator.naturalOrder()))
                        .thenComparing(ResultRow::item, Comparator.nullsFirst(Comparator.naturalOrder()))
                        .thenComparing(ResultRow::measure))
                .toList();
    }

    /** Returns the zone that days are days of. */
    public String zone() {
        return rows.stream()
                .filter(row -> row.section().equals(ExperimentResults.CHECK)
                        && row.measure().equals(ZONE))
                .map(ResultRow::note)
                .findFirst()
                .orElse("UTC");
    }

    /** Returns the arms that the definition names and nobody is in. */
    public List<String> missingArms() {
        return rows.stream()
                .filter(row -> row.measure().equals(ExperimentResults.ARM_MISSING))
                .map(ResultRow::arm)
                .toList();
    }

    /** Returns the test of the split if it says that the experiment is not to be believed. */
    public Optional<ResultRow> mismatch() {
        return rows.stream()
                .filter(row -> row.measure().equals(ExperimentResults.SAMPLE_RATIO))
                .filter(row ->
                        row.pValue() != null && row.pValue() < org.crmlake.jobs.campaign.statistics.SampleRatio.LIMIT)
                .findFirst();
    }
}
