package org.crmlake.cli.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.crmlake.jobs.campaign.CampaignReport;
import org.crmlake.jobs.campaign.ResultRow;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class CampaignPageTest {
    private static final String EVIL = "<script>alert('1')</script>";

    @Test
    void isWellFormedAndLoadsNothing() throws Exception {
        String page = CampaignPage.of(report(0.5));

        String body = page.substring(page.indexOf("<main>"), page.indexOf("</body>"));
        String xml = body.replace("<br>", "<br/>").replace("&nbsp;", " ");
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
        assertThat(page).doesNotContain("<script", "http://", "https://", "@import", "url(");
        assertThat(page).contains("prefers-color-scheme: dark", "width=device-width");
    }

    @Test
    void takesNamesForText() {
        assertThat(CampaignPage.of(report(0.5)))
                .doesNotContain(EVIL)
                .contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;");
    }

    @Test
    void saysWhatIsCausedAfterTheAdjustment() {
        assertThat(CampaignPage.of(report(0.01))).contains("<span class=\"chip more\">more</span>");
        assertThat(CampaignPage.of(report(0.2))).contains("no difference seen").doesNotContain("chip more\">");
    }

    @Test
    void rateDifferencesAreInPointsAndLiftsInPercent() {
        assertThat(CampaignPage.of(report(0.01)))
                .contains("<span class=\"words\">12.0\u00a0%, +2.0 points (1.00 to 3.0)</span>")
                .contains("<div class=\"lift-value\">+20.0\u00a0%</div>");
    }

    @Test
    void saysWhoseDaysItsDaysAre() {
        ResultRow zone =
                new ResultRow("check", "days", null, null, null, "zone", null, null, null, null, null, "Europe/London");

        assertThat(CampaignPage.of(new CampaignReport("x", LocalDate.EPOCH, List.of(zone))))
                .contains("As of 1970-01-01, days in Europe/London.");
    }

    @Test
    void isMarkedWhereTheSplitIsWrong() {
        ResultRow wrong = row("check", "arms", null, null, "sample_ratio", 40.0, null, null, 1e-9);

        String page = CampaignPage.of(new CampaignReport("x", LocalDate.EPOCH, List.of(wrong)));

        assertThat(page).contains("<strong>Not to be believed.</strong>", "(p below 0.000001)");
        assertThat(CampaignPage.of(report(0.5))).doesNotContain("Not to be believed");
    }

    @Test
    void showsCountsOfProgramsApart() {
        assertThat(CampaignPage.of(report(0.5))).contains("programs 7").contains("1\u202f200");
    }

    @Test
    void withoutAnyConversionBarsAreEmpty() {
        String page = CampaignPage.of(new CampaignReport(
                "spring",
                LocalDate.of(2026, 6, 20),
                List.of(
                        row("attribution", "last", null, "mail", "conversions", 0.0, null, null, null),
                        row("attribution", "markov", null, "mail", "conversions", 0.0, 0.0, 0.0, null))));

        assertThat(page)
                .contains("Which channel led to conversions", "width=\"0")
                .doesNotContain("NaN", "Infinity");
    }

    private static CampaignReport report(double holm) {
        return new CampaignReport(
                "spring",
                LocalDate.of(2026, 6, 20),
                List.of(
                        row("experiment", "order", EVIL, null, "mean", 0.12, null, null, null),
                        row("experiment", "order", EVIL, null, "difference", 0.02, 0.01, 0.03, 0.01),
                        row("experiment", "order", EVIL, null, "relative_lift", 0.2, 0.1, 0.3, null),
                        row("experiment", "order", EVIL, null, "p_holm", null, null, null, holm),
                        row("funnel", "targeted", EVIL, null, "persons", 1200.0, null, null, null),
                        row("funnel", "opened", EVIL, null, "persons", 300.0, null, null, null),
                        row("funnel", "opened", EVIL, null, "machine_persons", 7.0, null, null, null),
                        row("attribution", "last", null, "mail", "conversions", 12.0, 10.0, 14.0, null),
                        row("attribution", "markov", null, "mail", "conversions", 11.0, 9.0, 13.0, null),
                        row("attribution", "markov", null, "unattributed", "conversions", 0.0, 0.0, 0.0, null),
                        row("uplift", "age", EVIL, null, "qini", 0.05, -0.01, 0.1, null),
                        row("uplift", "age", EVIL, "0.0000", "qini_curve", 0.0, null, null, null),
                        row("uplift", "age", EVIL, "0.5000", "qini_curve", -3.0, null, null, null),
                        row("uplift", "age", EVIL, "1.0000", "qini_curve", 5.0, null, null, null)));
    }

    private static ResultRow row(
            String section,
            String subject,
            String arm,
            String item,
            String measure,
            Double value,
            Double lower,
            Double upper,
            Double pValue) {
        String note = measure.equals("difference") ? "pooled z, Wald interval" : null;
        return new ResultRow(
                section, subject, arm, item, null, measure, value, lower, upper, pValue, BigDecimal.ONE, note);
    }
}
