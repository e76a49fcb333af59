package org.crmlake.jobs.campaign;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.crmlake.jobs.campaign.statistics.Interval;

/**
 * One number of a campaign's results, as {@link org.crmlake.lake.CampaignResultsTable} has it; null where something does not apply.
 */
public record ResultRow(
        String section,
        String subject,
        String arm,
        String item,
        LocalDate day,
        String measure,
        Double value,
        Double lower,
        Double upper,
        Double pValue,
        BigDecimal amount,
        String note) {

    /** Returns a row without a value. */
    static ResultRow of(String section, String subject, String measure) {
        return new ResultRow(section, subject, null, null, null, measure, null, null, null, null, null, null);
    }

    ResultRow arm(String name) {
        return new ResultRow(section, subject, name, item, day, measure, value, lower, upper, pValue, amount, note);
    }

    ResultRow item(String name) {
        return new ResultRow(section, subject, arm, name, day, measure, value, lower, upper, pValue, amount, note);
    }

    ResultRow day(LocalDate date) {
        return new ResultRow(section, subject, arm, item, date, measure, value, lower, upper, pValue, amount, note);
    }

    /** A value that is not a number is none. */
    ResultRow value(double number) {
        return new ResultRow(
                section, subject, arm, item, day, measure, finite(number), lower, upper, pValue, amount, note);
    }

    ResultRow within(Interval interval) {
        return new ResultRow(
                section,
                subject,
                arm,
                item,
                day,
                measure,
                value,
                finite(interval.lower()),
                finite(interval.upper()),
                pValue,
                amount,
                note);
    }

    ResultRow pValue(double p) {
        return new ResultRow(section, subject, arm, item, day, measure, value, lower, upper, finite(p), amount, note);
    }

    ResultRow amount(BigDecimal exact) {
        return new ResultRow(section, subject, arm, item, day, measure, value, lower, upper, pValue, exact, note);
    }

    ResultRow note(String words) {
        return new ResultRow(section, subject, arm, item, day, measure, value, lower, upper, pValue, amount, words);
    }

    private static Double finite(double number) {
        return Double.isFinite(number) ? number : null;
    }
}
