package org.crmlake.cli.campaign;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.crmlake.jobs.campaign.CampaignReport;
import org.crmlake.jobs.campaign.ResultRow;

/** The report as a page: what it caused first, then the funnel, the channels and whom to treat. No script, nothing to load. */
public final class CampaignPage {
    private CampaignPage() {}

    /** Returns the page. */
    public static String of(CampaignReport report) {
        List<ResultRow> rows = report.rows();
        String title = Html.text(report.campaign()) + ", as of " + report.asOf();
        return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                + "<meta name=\"color-scheme\" content=\"light dark\">\n<title>" + title + "</title>\n<style>\n"
                + style()
                + "</style>\n</head>\n<body>\n<main>\n<header><h1>" + Html.text(report.campaign()) + "</h1><p>As of "
                + report.asOf() + ", days in " + Html.text(report.zone()) + ". Intervals are 95 %.</p></header>\n"
                + checks(report)
                + new LiftChart(rows).html()
                + new FunnelChart(rows).html()
                + new CreditChart(rows).html()
                + new QiniChart(rows).html()
                + "</main>\n</body>\n</html>\n";
    }

    private static String checks(CampaignReport report) {
        StringBuilder html = new StringBuilder();
        report.mismatch()
                .ifPresent(ratio ->
                        html.append("<p class=\"alarm\"><strong>Not to be believed.</strong> The arms do not have"
                                + " the sizes they should have (p " + Html.chance(ratio.pValue())
                                + "). Assignment or counting went wrong; this report was forced.</p>\n"));
        report.missingArms()
                .forEach(arm -> html.append(
                        "<p class=\"alarm\">Nobody is in the arm <strong>" + Html.text(arm) + "</strong>.</p>\n"));
        report.rows().stream()
                .filter(row -> row.measure().equals("control_missing"))
                .forEach(row -> html.append("<p class=\"alarm\">" + Html.text(row.note()) + "</p>\n"));
        return html.toString();
    }

    private static String style() {
        try (InputStream css = CampaignPage.class.getResourceAsStream("page.css")) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
