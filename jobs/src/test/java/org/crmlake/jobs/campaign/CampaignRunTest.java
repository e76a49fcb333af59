package org.crmlake.jobs.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.crmlake.jobs.campaign.ComputedRows.AS_OF;
import static org.crmlake.jobs.campaign.ComputedRows.find;
import static org.crmlake.jobs.campaign.ComputedRows.run;
import static org.crmlake.jobs.campaign.ComputedRows.value;
import static org.crmlake.jobs.campaign.SpringCampaign.ARMS;
import static org.crmlake.jobs.campaign.SpringCampaign.DEFINITION;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedSpark.class)
class CampaignRunTest {
    private SparkSession spark;

    @BeforeEach
    void use(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void countsWhatFollowsTheAssignmentWithinTheDaysOfTheCampaign() {
        CampaignEvents events = new CampaignEvents()
                .add("crm:1", "Assigned", "2026-06-02T00:00:00Z", "arm", "mail", "place", "city")
                .add("crm:2", "Assigned", "2026-06-02T00:00:00Z", "arm", "none", "place", "land")
                .add("crm:3", "Assigned", "2026-06-15T00:00:00Z", "arm", "mail")
                .bought("crm:1", "2026-06-01T23:59:59Z", "1")
                .bought("crm:1", "2026-06-02T12:00:00Z", "10.01")
                .bought("crm:1", "2026-06-14T23:59:59Z", "20.02")
                .bought("crm:1", "2026-06-15T00:00:00Z", "40")
                .bought("crm:4", "2026-06-03T00:00:00Z", "80");

        List<ResultRow> rows = run(spark, DEFINITION, events);

        assertThat(value(rows, "experiment", "order", "mail", "mean")).isEqualTo(1);
        assertThat(value(rows, "experiment", "orders", "mail", "mean")).isEqualTo(2);
        assertThat(amount(rows, "revenue", "mail")).isEqualByComparingTo("30.03");
        assertThat(amount(rows, "revenue", "none")).isEqualByComparingTo("0");
        assertThat(value(rows, "experiment", "days", "mail", "mean")).isEqualTo(0.5);
        assertThat(value(rows, "experiment", "days", "none", "mean")).isEqualTo(13);
        assertThat(value(rows, "check", "arms", "mail", "customers")).isEqualTo(1);
    }

    @Test
    void daysAreThoseOfTheTenantsClocks() {
        // In Auckland, 12 hours ahead of UTC, the campaign is from the end of May to the middle of the 14th of June.
        CampaignEvents events = new CampaignEvents()
                .add("crm:1", "Assigned", "2026-05-31T12:00:00Z", "arm", "mail")
                .add("crm:2", "Assigned", "2026-05-31T11:59:59Z", "arm", "mail")
                .add("crm:3", "Assigned", "2026-06-01T13:00:00Z", "arm", "none")
                .bought("crm:1", "2026-06-14T11:59:59Z", "1")
                .bought("crm:1", "2026-06-14T12:00:00Z", "40");

        List<ResultRow> rows = run(spark, DEFINITION, events, ZoneId.of("Pacific/Auckland"));

        assertThat(value(rows, "check", "arms", "mail", "customers")).isEqualTo(1);
        assertThat(amount(rows, "revenue", "mail")).isEqualByComparingTo("1");
        assertThat(value(rows, "experiment", "days", "none", "mean")).isCloseTo(13 - 1 / 24.0, within(1e-9));
        assertThat(find(rows, "check", "days", null, "zone").note()).isEqualTo("Pacific/Auckland");
        assertThat(rows.stream()
                        .filter(row -> row.subject().equals("targeted")
                                && row.measure().equals("persons"))
                        .filter(row -> row.day() != null)
                        .map(row -> row.arm() + " " + row.day()))
                .containsExactly("mail 2026-06-01", "none 2026-06-02");
    }

    @Test
    void theFirstAssignmentCounts() {
        CampaignEvents events = new CampaignEvents()
                .add("crm:1", "Assigned", "2026-06-03T00:00:00Z", "arm", "none")
                .add("crm:1", "Assigned", "2026-06-02T00:00:00Z", "arm", "mail")
                .add("crm:2", "Assigned", "2026-06-02T00:00:00Z", "arm", "none");

        List<ResultRow> rows = run(spark, DEFINITION, events);

        assertThat(value(rows, "check", "arms", "mail", "customers")).isEqualTo(1);
        assertThat(value(rows, "check", "arms", "none", "customers")).isEqualTo(1);
        assertThat(value(rows, "check", "arms", null, "in_several_arms")).isEqualTo(1);
    }

    @Test
    void saysWhereNobodyIsInTheControl() {
        List<ResultRow> rows = run(
                spark,
                DEFINITION,
                new CampaignEvents().add("crm:1", "Assigned", "2026-06-03T00:00:00Z", "arm", "mail"));

        assertThat(find(rows, "check", "arms", null, "control_missing").note())
                .isEqualTo("nobody is in the arm 'none': nothing can be compared");
        assertThat(find(rows, "check", "arms", "none", "arm_missing").value()).isNull();
        assertThat(value(rows, "check", "arms", "none", "customers")).isZero();
        assertThat(find(rows, "experiment", "orders", "mail", "standard_deviation")
                        .value())
                .isNull();
        assertThat(find(rows, "money", "campaign", null, "cost").amount()).isEqualByComparingTo("5");
        assertThat(rows).noneMatch(row -> row.measure().equals("return_on_cost"));
        assertThat(rows).noneMatch(row -> row.measure().equals("difference"));
        assertThat(run(spark, DEFINITION, new CampaignEvents()))
                .noneMatch(row -> row.measure().equals("mean"));
    }

    @Test
    void countsPersonsAndHitsOfEachStage() {
        CampaignEvents events = new CampaignEvents();
        for (int i = 1; i <= 4; i++) {
            events.add("crm:" + i, "Assigned", "2026-06-02T00:00:00Z", "arm", i < 4 ? "mail" : "none", "place", "city");
        }
        for (int i = 1; i <= 3; i++) {
            events.add("crm:" + i, "Email Sent", "2026-06-02T08:00:00Z");
        }
        events.add("crm:3", "Email Bounced", "2026-06-02T08:01:00Z")
                .add("crm:1", "Email Opened", "2026-06-03T09:00:00Z", "hits", "3")
                .add("crm:1", "Email Opened", "2026-06-04T09:00:00Z")
                .add("crm:2", "Email Opened", "2026-06-02T08:00:05Z", "user_agent", "Mozilla/5.0")
                .bought("crm:1", "2026-06-05T00:00:00Z", "7");

        List<ResultRow> rows = run(spark, DEFINITION, events);

        assertThat(funnel(rows, "targeted", "persons")).isEqualTo(3);
        assertThat(funnel(rows, "sent", "persons")).isEqualTo(3);
        assertThat(funnel(rows, "delivered", "persons")).isEqualTo(2);
        assertThat(find(rows, "funnel", "delivered", "mail", "persons").note())
                .isEqualTo("sent less bounced: the source has no event for a delivery");
        assertThat(funnel(rows, "opened", "persons")).isEqualTo(1);
        assertThat(funnel(rows, "opened", "hits")).isEqualTo(4);
        assertThat(funnel(rows, "opened", "machine_persons")).isEqualTo(1);
        assertThat(funnel(rows, "opened", "machine_hits")).isEqualTo(1);
        assertThat(funnel(rows, "converted", "persons")).isEqualTo(1);
        assertThat(rows.stream()
                        .filter(row ->
                                row.subject().equals("opened") && row.measure().equals("hits"))
                        .filter(row -> LocalDate.of(2026, 6, 4).equals(row.day()))
                        .map(ResultRow::value))
                .containsExactly(1.0);
        assertThat(rows.stream()
                        .filter(row ->
                                row.subject().equals("sent") && row.measure().equals("persons"))
                        .filter(row -> "city".equals(row.item()))
                        .map(ResultRow::value))
                .containsExactly(3.0);
        assertThat(find(rows, "money", "campaign", null, "cost").amount()).isEqualByComparingTo("6.5");
    }

    @Test
    void anArmThatNobodyGotIntoIsAMismatch() {
        CampaignEvents events = new CampaignEvents();
        for (int i = 0; i < 60; i++) {
            events.add("crm:" + i, "Assigned", "2026-06-02T00:00:00Z", "arm", i < 30 ? "none" : "mail");
        }

        List<ResultRow> rows = run(
                spark,
                DEFINITION.replace("control: none }", "control: none, shares: { none: 1, mail: 1, sms: 1 } }"),
                events);

        // 30, 30 and 0 where 20 each should be: 3 times 100/20, 100/20 and 400/20.
        assertThat(value(rows, "check", "arms", null, "sample_ratio")).isEqualTo(30);
        CampaignReport report = new CampaignReport("spring", AS_OF, rows);
        assertThat(report.mismatch()).isPresent();
        assertThat(report.missingArms()).containsExactly("sms");
        CampaignReport asPlanned = new CampaignReport("spring", AS_OF, run(spark, DEFINITION, events));
        assertThat(asPlanned.mismatch()).isEmpty();
        assertThat(asPlanned.missingArms()).isEmpty();
    }

    @Test
    void aHoldoutThatNobodyIsInIsAMismatch() {
        CampaignEvents events = new CampaignEvents();
        for (int i = 0; i < 30; i++) {
            events.add("crm:" + i, "Campaign Assigned", "2026-06-02T00:00:00Z", "campaign", "held", "arm", "holdout");
        }

        List<ResultRow> rows = run(spark, """
                campaign: held
                window: { from: 2026-06-01, to: 2026-06-15 }
                arms: { holdout: { salt: s, percent: 50 } }
                outcomes: [ { name: order, event: Order Completed } ]
                """, events);

        assertThat(value(rows, "check", "arms", null, "sample_ratio")).isEqualTo(30);
        assertThat(new CampaignReport("held", AS_OF, rows).missingArms()).containsExactly("treated");
    }

    @Test
    void whatAnybodyWritesIntoHitsCountsOnceToTenThousandTimes() {
        CampaignEvents events = new CampaignEvents().add("crm:1", "Assigned", "2026-06-02T00:00:00Z", "arm", "mail");
        String[] hits = {"9223372036854775807", "9223372036854775807", "1e300", "-5", "NaN", "many", "2", ""};
        for (String said : hits) {
            events.add("crm:1", "Email Opened", "2026-06-03T09:00:00Z", "hits", said);
        }

        List<ResultRow> rows = run(spark, DEFINITION, events);

        assertThat(funnel(rows, "opened", "hits")).isEqualTo(3 * 10_000 + 1 + 1 + 1 + 2 + 1);
        assertThat(funnel(rows, "opened", "persons")).isEqualTo(1);
    }

    @Test
    void ofWhatAnybodyWritesOnlyTheForemostValuesAreToldApart() {
        CampaignEvents events = new CampaignEvents();
        for (int i = 0; i < 1_000; i++) {
            String place = i < 400 ? "city" : "place " + i;
            String arm = i < 300 ? "mail" : i == 300 ? "none" : "arm " + i;
            events.add("crm:" + i, "Assigned", "2026-06-02T00:00:00Z", "arm", arm, "place", place);
        }

        List<ResultRow> rows = run(spark, DEFINITION, events);

        assertThat(rows).hasSizeLessThan(6_000);
        // The control is told apart though it has a single customer.
        assertThat(value(rows, "check", "arms", "none", "customers")).isEqualTo(1);
        assertThat(value(rows, "check", "arms", "mail", "customers")).isEqualTo(300);
        assertThat(value(rows, "check", "arms", "(other)", "customers")).isEqualTo(699 - 18);
        assertThat(value(rows, "check", "arms", null, "put_together")).isEqualTo(699 - 18);
        assertThat(value(rows, "check", "segments", null, "put_together")).isEqualTo(600 - 99);
        List<ResultRow> targeted = rows.stream()
                .filter(row ->
                        row.subject().equals("targeted") && row.measure().equals("persons") && row.item() != null)
                .toList();
        assertThat(targeted.stream().map(ResultRow::item).distinct())
                .hasSize(101)
                .contains("city", "(other)");
        assertThat(targeted.stream().mapToDouble(ResultRow::value).sum()).isEqualTo(1_000);
    }

    @Test
    void sumsOfAnySizeAreExact() {
        CampaignEvents events = new CampaignEvents()
                .add("crm:1", "Assigned", "2026-06-02T00:00:00Z", "arm", "mail")
                .add("crm:2", "Assigned", "2026-06-02T00:00:00Z", "arm", "none");
        for (int i = 0; i < 20; i++) {
            events.add("crm:1", "Played", "2026-06-03T00:00:00Z", "points", "99999999999999");
        }

        List<ResultRow> rows =
                run(spark, ARMS + "outcomes: [ { name: points, measure: sum, event: Played, of: points } ]", events);

        assertThat(amount(rows, "points", "mail")).isEqualByComparingTo("1999999999999980");
    }

    private static double funnel(List<ResultRow> rows, String stage, String measure) {
        return value(rows, "funnel", stage, "mail", measure);
    }

    private static BigDecimal amount(List<ResultRow> rows, String outcome, String arm) {
        return find(rows, "experiment", outcome, arm, "total").amount();
    }
}
