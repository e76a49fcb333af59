package org.crmlake.jobs.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.crmlake.model.CrmException;
import org.crmlake.model.segment.AsOf;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedSpark.class)
class CampaignRunTest {
    private static final LocalDate AS_OF = LocalDate.of(2026, 6, 20);
    private static final String ARMS = """
            campaign: spring
            window: { from: 2026-06-01, to: 2026-06-15 }
            arms: { event: Assigned, property: arm, control: none }
            """;
    private static final String DEFINITION = ARMS + """
            outcomes:
              - { name: order, measure: any, event: Order Completed }
              - { name: orders, measure: count, event: Order Completed }
              - { name: revenue, measure: sum, event: Order Completed }
              - { name: days, measure: first-time, event: Order Completed }
            covariates:
              - { name: before, measure: sum, event: Order Completed, days-before: 30 }
              - { name: city, property: place, is: city }
            segment: place
            cost: { fixed: 5, per-sent: 0.5 }
            """;

    private static final String HELD = """
            campaign: held
            window: { from: 2026-06-01, to: 2026-06-15 }
            arms: { holdout: { salt: spring-2012, percent: 50 } }
            outcomes: [ { name: order, event: Order Completed } ]
            """;

    private static final java.math.BigInteger PLACES = java.math.BigInteger.valueOf(10_000);

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

        List<ResultRow> rows = run(DEFINITION, events);

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

        List<ResultRow> rows = run(DEFINITION, events, ZoneId.of("Pacific/Auckland"));

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

        List<ResultRow> rows = run(DEFINITION, events);

        assertThat(value(rows, "check", "arms", "mail", "customers")).isEqualTo(1);
        assertThat(value(rows, "check", "arms", "none", "customers")).isEqualTo(1);
        assertThat(value(rows, "check", "arms", null, "in_several_arms")).isEqualTo(1);
    }

    @Test
    void saysWhereNobodyIsInTheControl() {
        List<ResultRow> rows =
                run(DEFINITION, new CampaignEvents().add("crm:1", "Assigned", "2026-06-03T00:00:00Z", "arm", "mail"));

        assertThat(find(rows, "check", "arms", null, "control_missing").note())
                .isEqualTo("nobody is in the arm 'none': nothing can be compared");
        assertThat(rows).noneMatch(row -> row.measure().equals("difference"));
        assertThat(run(DEFINITION, new CampaignEvents()))
                .noneMatch(row -> row.measure().equals("mean"));
    }

    @Test
    void splitsByTheSaltAsTheExportDoes() {
        CampaignEvents events = new CampaignEvents();
        for (int i = 0; i < 2000; i++) {
            events.add("crm:" + i, "Exported", "2026-06-02T00:00:00Z");
        }

        List<ResultRow> rows = run("""
                campaign: held
                window: { from: 2026-06-01, to: 2026-06-15 }
                arms: { event: Exported, holdout: { salt: spring-2012, percent: 10 } }
                outcomes: [ { name: order, event: Order Completed } ]
                """, events);

        long heldOut = Stream.iterate(0, i -> i + 1)
                .limit(2000)
                .filter(i -> place("spring-2012", "crm:" + i) < 1000)
                .count();
        assertThat(value(rows, "check", "arms", "holdout", "customers")).isEqualTo(heldOut);
        assertThat(heldOut).isBetween(160L, 240L);
        assertThat(find(rows, "check", "arms", null, "sample_ratio").pValue()).isGreaterThan(0.001);
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

        List<ResultRow> rows = run(DEFINITION, events);

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
    void attributesConversionsToTheTouchesBeforeThem() {
        CampaignEvents events = new CampaignEvents()
                .add("crm:1", "Ad Clicked", "2026-05-20T00:00:00Z", "channel", "search")
                .add("crm:1", "Ad Clicked", "2026-06-02T00:00:00Z", "channel", "mail")
                .bought("crm:1", "2026-06-03T00:00:00Z", "10.01")
                .bought("crm:1", "2026-06-04T00:00:00Z", "5")
                .add("crm:2", "Ad Clicked", "2026-05-01T00:00:00Z", "channel", "search")
                .bought("crm:2", "2026-06-05T00:00:00Z", "1")
                .add("crm:3", "Ad Clicked", "2026-06-05T00:00:00Z", "channel", "mail");

        List<ResultRow> rows = run(ARMS + """
                outcomes: [ { name: order, event: Order Completed } ]
                attribution:
                  event: Order Completed
                  touches: [ Ad Clicked ]
                  look-back-days: 30
                  draws: 20
                  spend: { mail: 2 }
                """, events);

        assertThat(credit(rows, "first", "search")).isEqualByComparingTo("1");
        assertThat(credit(rows, "last", "mail")).isEqualByComparingTo("1");
        assertThat(credit(rows, "last", "unattributed")).isEqualByComparingTo("2");
        // 13 days earlier at a half-life of 7: 2^(-13/7) = 0.2760 against 1.
        assertThat(credit(rows, "time_decay", "search").doubleValue()).isCloseTo(0.2163, within(1e-4));
        for (String model :
                List.of("first", "last", "linear", "position", "time_decay", "markov", "shapley", "shapley_rate")) {
            assertThat(rows.stream()
                            .filter(row ->
                                    row.subject().equals(model) && row.measure().equals("revenue"))
                            .map(ResultRow::amount)
                            .reduce(BigDecimal.ZERO, BigDecimal::add))
                    .as(model)
                    .isEqualByComparingTo("16.01");
        }
        ResultRow linear = rows.stream()
                .filter(row -> row.subject().equals("linear") && row.measure().equals("return_on_spend"))
                .findFirst()
                .orElseThrow();
        assertThat(linear.value()).isCloseTo(5.01 / 2, within(0.0051));
    }

    @Test
    void theArmThatAnExportRecordedCountsWhateverTheDefinitionSaysByNow() {
        CampaignEvents events = new CampaignEvents();
        for (int i = 0; i < 10; i++) {
            String customer = "crm:" + i;
            boolean held = place("spring-2012", customer) < 5000;
            // The other way round than the shuffle has it.
            events.add(
                    customer,
                    "Campaign Assigned",
                    "2026-06-02T00:00:00Z",
                    "campaign",
                    "held",
                    "arm",
                    held ? "treated" : "holdout");
        }
        events.add("crm:99", "Campaign Assigned", "2026-06-02T00:00:00Z", "campaign", "other", "arm", "treated");

        List<ResultRow> rows = run(HELD, events);

        long held = Stream.iterate(0, i -> i + 1)
                .limit(10)
                .filter(i -> place("spring-2012", "crm:" + i) < 5000)
                .count();
        assertThat(value(rows, "check", "arms", "treated", "customers")).isEqualTo(held);
        assertThat(value(rows, "check", "arms", "holdout", "customers")).isEqualTo(10 - held);
    }

    @Test
    void whoHasAnArmKeepsItAndOthersGetTheirs() {
        Instant now = Instant.parse("2026-06-03T08:00:00Z");
        HoldoutArms arms = HoldoutArms.of(CampaignFile.parse("test", HELD), now, ZoneOffset.UTC);
        boolean held = place("spring-2012", "crm:1") < 5000;
        CampaignEvents events = new CampaignEvents()
                .add(
                        "crm:1",
                        "Campaign Assigned",
                        "2026-06-02T00:00:00Z",
                        "campaign",
                        "held",
                        "arm",
                        held ? "treated" : "holdout")
                .add("crm:2", "Campaign Assigned", "2026-05-02T00:00:00Z", "campaign", "held", "arm", "treated");
        Dataset<Row> people = spark.createDataset(List.of("crm:1", "crm:2"), Encoders.STRING())
                .toDF("customer_key");

        assertThat(arms.of(people, events.in(spark)).sort("customer_key").collectAsList())
                .extracting(row -> row.getAs(HoldoutArms.ARM), row -> row.getAs(HoldoutArms.RECORDED))
                .containsExactly(
                        tuple(held ? "treated" : "holdout", true),
                        tuple(place("spring-2012", "crm:2") < 5000 ? "holdout" : "treated", false));
        assertThat(arms.event()).isEqualTo("Campaign Assigned");
    }

    @Test
    void anExportThatWouldNotCountIsRefused() {
        Instant before = Instant.parse("2026-05-31T23:00:00Z");

        assertThatThrownBy(() -> HoldoutArms.of(CampaignFile.parse("test", HELD), before, ZoneOffset.UTC))
                .hasMessage(
                        "Cannot export for campaign held: it is from 2026-06-01 to 2026-06-15, and who is assigned on"
                                + " 2026-05-31 would not count. Define it with a window that holds this day.");
        // In Berlin it is June already.
        assertThat(HoldoutArms.of(CampaignFile.parse("test", HELD), before, ZoneId.of("Europe/Berlin"))
                        .campaign())
                .isEqualTo("held");
        assertThatThrownBy(() -> HoldoutArms.of(CampaignFile.parse("test", DEFINITION), before, ZoneOffset.UTC))
                .hasMessage(
                        "Cannot export for campaign spring: its arms come from an event. Write 'arms.holdout' to have a"
                                + " part held out.");
        String other = HELD.replace("arms: {", "arms: { event: Mailed, where: { list: a },");
        assertThatThrownBy(() -> HoldoutArms.of(CampaignFile.parse("test", other), before, ZoneOffset.UTC))
                .hasMessage(
                        "Cannot export for campaign held: what an export records does not have 'list' as 'arms.where' asks."
                                + " Leave out 'arms.event' and 'arms.where'.");
    }

    @Test
    void oneThatCannotBeComputedDoesNotKeepTheOthersFromIt() {
        CampaignEvents events = new CampaignEvents().add("crm:1", "Assigned", "2026-06-02T00:00:00Z", "arm", "mail");

        try (CampaignBatch batch = new CampaignBatch(events.in(spark), AsOf.startOf(AS_OF, ZoneOffset.UTC))) {
            batch.compute(defined("old", "campaign: old"));
            batch.compute(defined("spring", DEFINITION));
            batch.compute(defined("over", ARMS.replace("2026", "2025") + "outcomes: [ { name: x, event: X } ]"));

            assertThat(batch.computed()).containsExactly("spring");
            assertThat(batch.rows()).isNotEmpty();
            assertThat(batch.failure(3)).get().satisfies(failure -> {
                assertThat(failure.kind()).isEqualTo(CrmException.Kind.CONFIG);
                assertThat(failure)
                        .hasMessageStartingWith("Cannot compute 1 of 3 campaigns, the others are computed: Cannot use"
                                + " campaign old: 'window.from' is missing;");
            });
        }
    }

    private static CampaignStore.Defined defined(String name, String definition) {
        return new CampaignStore.Defined(name, definition, "", Instant.EPOCH);
    }

    private List<ResultRow> run(String definition, CampaignEvents events) {
        return run(definition, events, ZoneOffset.UTC);
    }

    private List<ResultRow> run(String definition, CampaignEvents events, ZoneId zone) {
        try (CampaignRun run =
                new CampaignRun(CampaignFile.parse("test", definition), AsOf.startOf(AS_OF, zone), events.in(spark))) {
            return run.rows();
        }
    }

    private static int place(String salt, String customer) {
        try {
            byte[] hash = java.security.MessageDigest.getInstance("SHA-256")
                    .digest((salt + '\0' + customer).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return new java.math.BigInteger(1, java.util.Arrays.copyOf(hash, 4))
                    .multiply(PLACES)
                    .shiftRight(32)
                    .intValue();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double funnel(List<ResultRow> rows, String stage, String measure) {
        return value(rows, "funnel", stage, "mail", measure);
    }

    private static BigDecimal credit(List<ResultRow> rows, String model, String channel) {
        return rows.stream()
                .filter(row -> row.subject().equals(model) && channel.equals(row.item()))
                .filter(row -> row.measure().equals("conversions"))
                .map(ResultRow::amount)
                .findFirst()
                .orElseThrow();
    }

    private static BigDecimal amount(List<ResultRow> rows, String outcome, String arm) {
        return find(rows, "experiment", outcome, arm, "total").amount();
    }

    private static double value(List<ResultRow> rows, String section, String subject, String arm, String measure) {
        return find(rows, section, subject, arm, measure).value();
    }

    static ResultRow find(List<ResultRow> rows, String section, String subject, String arm, String measure) {
        return rows.stream()
                .filter(row -> row.section().equals(section) && row.subject().equals(subject))
                .filter(row -> row.measure().equals(measure))
                .filter(row -> java.util.Objects.equals(row.arm(), arm))
                .filter(row -> row.item() == null && row.day() == null)
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "no " + section + " " + subject + " " + arm + " " + measure + " in " + rows));
    }
}
