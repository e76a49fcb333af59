package org.crmlake.jobs.campaign;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.crmlake.jobs.campaign.attribution.Attribution;
import org.crmlake.jobs.campaign.attribution.Attribution.Credit;
import org.crmlake.jobs.campaign.attribution.AttributionSettings;
import org.crmlake.jobs.campaign.attribution.JourneyTally;
import org.crmlake.jobs.campaign.attribution.Model;
import org.crmlake.jobs.campaign.statistics.Interval;

/** The rows of attribution. */
public final class AttributionResults {
    static final String SECTION = "attribution";

    /** Whether the journeys say when the touches were. */
    public enum Times {
        KNOWN,
        UNKNOWN
    }

    private AttributionResults() {}

    /**
     * Returns the credits of all models as rows.
     *
     * @param spend what each channel cost; a channel that is not there has no return on spend
     */
    public static List<ResultRow> rows(
            JourneyTally tally,
            List<String> channels,
            AttributionSettings settings,
            Map<String, BigDecimal> spend,
            Times times) {
        List<ResultRow> rows = new ArrayList<>();
        for (Credit credit : new Attribution(tally, channels, settings.seed()).credits(times == Times.KNOWN)) {
            String note = credit.model() == Model.MARKOV
                    ? credit.model().sentence() + ", order " + settings.order()
                    : credit.model().sentence();
            rows.add(row(credit, "conversions")
                    .value(credit.conversions().doubleValue())
                    .within(credit.conversionsWithin())
                    .amount(credit.conversions())
                    .note(note));
            rows.add(row(credit, "revenue")
                    .value(credit.value().doubleValue())
                    .within(credit.valueWithin())
                    .amount(credit.value()));
            if (!Double.isNaN(credit.removalEffect())) {
                rows.add(row(credit, "removal_effect").value(credit.removalEffect()));
            }
            if (credit.standardError() > 0) {
                rows.add(row(credit, "standard_error")
                        .value(credit.standardError())
                        .note("of the conversions, as the orders are sampled"));
            }
            BigDecimal cost = spend.get(credit.channel());
            if (cost != null && cost.signum() > 0) {
                double spent = cost.doubleValue();
                rows.add(row(credit, "spend").value(spent).amount(cost));
                rows.add(row(credit, "return_on_spend")
                        .value(credit.value().doubleValue() / spent)
                        .within(new Interval(
                                credit.valueWithin().lower() / spent,
                                credit.valueWithin().upper() / spent)));
            }
        }
        return rows;
    }

    private static ResultRow row(Credit credit, String measure) {
        return ResultRow.of(SECTION, credit.model().toString(), measure).item(credit.channel());
    }
}
