package org.crmlake.jobs.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.crmlake.jobs.campaign.ComputedRows.find;
import static org.crmlake.jobs.campaign.ComputedRows.run;
import static org.crmlake.jobs.campaign.ComputedRows.value;
import static org.crmlake.jobs.campaign.SpringCampaign.ARMS;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.crmlake.model.CrmException;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What orders and their lines, returns and currencies make of the numbers of a campaign. */
@ExtendWith(SharedSpark.class)
class MoneyOfCampaignsTest {
    private SparkSession spark;

    @BeforeEach
    void use(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void theLinesOfAnOrderCountOnce() {
        CampaignEvents events = arms().line("crm:1", "2026-06-03T00:00:00Z", "10", "o1")
                .line("crm:1", "2026-06-03T00:00:00Z", "20", "o1")
                .line("crm:1", "2026-06-04T00:00:00Z", "5", "o2")
                .bought("crm:1", "2026-06-04T00:00:00Z", "1")
                .bought("crm:1", "2026-06-04T00:00:00Z", "1")
                .line("crm:1", "2026-05-03T00:00:00Z", "1", "o0")
                .line("crm:1", "2026-05-03T00:00:00Z", "1", "o0");

        List<ResultRow> rows = run(spark, ARMS + """
                outcomes:
                  - { name: orders, measure: count, event: Order Completed }
                  - { name: revenue, measure: sum, event: Order Completed }
                covariates: [ { name: before, event: Order Completed, days-before: 30 } ]
                """, events);

        assertThat(total(rows, "orders", "mail")).isEqualByComparingTo("4");
        assertThat(total(rows, "revenue", "mail")).isEqualByComparingTo("37");
    }

    @Test
    void whatIsGivenBackIsTakenFromTheOrderThatItNames() {
        CampaignEvents events = arms().line("crm:1", "2026-06-03T00:00:00Z", "10", "o1")
                .line("crm:1", "2026-06-03T00:00:00Z", "20", "o1")
                // After the end of the campaign, and after the day that is asked of.
                .givenBack("Order Refunded", "crm:1", "2026-06-19T00:00:00Z", "4", "o1")
                .givenBack("Order Refunded", "crm:1", "2026-06-20T00:00:00Z", "8", "o1")
                // Bought before the campaign: neither counts.
                .line("crm:1", "2026-05-03T00:00:00Z", "100", "o0")
                .givenBack("Order Cancelled", "crm:1", "2026-06-04T00:00:00Z", "100", "o0")
                // No order of that name: it counts by itself, in the days of the campaign.
                .givenBack("Order Cancelled", "crm:1", "2026-06-05T00:00:00Z", "3", "unheard-of")
                .givenBack("Order Cancelled", "crm:1", "2026-06-16T00:00:00Z", "1000", "unheard-of-too")
                .line("crm:2", "2026-06-03T00:00:00Z", "7", "o1")
                .givenBack("Order Cancelled", "crm:2", "2026-06-04T00:00:00Z", "7", "o1");

        List<ResultRow> rows = run(spark, ARMS + """
                outcomes:
                  - { name: net, measure: net, event: Order Completed }
                  - { name: gross, measure: sum, event: Order Completed }
                cost: { fixed: 2 }
                """, events);

        assertThat(total(rows, "net", "mail")).isEqualByComparingTo("23");
        assertThat(total(rows, "net", "none")).isEqualByComparingTo("0");
        assertThat(total(rows, "gross", "mail")).isEqualByComparingTo("30");
        assertThat(find(rows, "money", "net", "mail", "incremental").amount()).isEqualByComparingTo("23");
        assertThat(value(rows, "money", "net", null, "return_on_cost")).isEqualTo(11.5);
    }

    @Test
    void whatItCostAndBroughtBackIsThatOfTheArmsThatTheDefinitionNames() {
        CampaignEvents events = arms().add("crm:3", "Assigned", "2026-06-02T00:00:00Z", "arm", "of a year ago")
                .bought("crm:1", "2026-06-03T00:00:00Z", "10")
                .bought("crm:3", "2026-06-03T00:00:00Z", "1000")
                .add("crm:1", "Email Sent", "2026-06-02T08:00:00Z")
                .add("crm:3", "Email Sent", "2026-06-02T08:00:00Z");
        String rest = """
                outcomes: [ { name: revenue, measure: sum, event: Order Completed } ]
                cost: { fixed: 3, per-sent: 1 }
                """;

        List<ResultRow> named = run(
                spark, ARMS.replace("control: none }", "control: none, shares: { none: 1, mail: 1 } }") + rest, events);
        List<ResultRow> any = run(spark, ARMS + rest, events);

        assertThat(value(named, "money", "revenue", null, "return_on_cost")).isEqualTo(2.5);
        assertThat(value(any, "money", "revenue", null, "return_on_cost")).isEqualTo(202);
    }

    @Test
    void amountsOfSeveralCurrenciesAreNotAddedUp() {
        CampaignEvents events = arms();
        paid(events, "crm:1", "10000", "JPY");
        paid(events, "crm:2", "100", "EUR");
        // Nothing is added by nothing, whatever it is in.
        paid(events, "crm:2", "0", "USD");
        String definition = ARMS + "outcomes: [ { name: revenue, measure: sum, event: Order Completed } ]";

        assertThatThrownBy(() -> run(spark, definition, events))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(CrmException.Kind.CONFIG))
                .hasMessage(
                        "Cannot compute campaign spring: the amounts of 'revenue' are in several currencies, EUR and"
                                + " JPY among them, and cannot be added up. Write the 'currency' of those that count.");

        List<ResultRow> rows = run(spark, ARMS + """
                outcomes:
                  - { name: yen, measure: sum, event: Order Completed, currency: JPY }
                  - { name: euro, measure: net, event: Order Completed, currency: EUR }
                cost: { fixed: 50, currency: EUR }
                """, events);
        assertThat(total(rows, "yen", "mail")).isEqualByComparingTo("10000");
        assertThat(total(rows, "yen", "none")).isEqualByComparingTo("0");
        assertThat(total(rows, "euro", "none")).isEqualByComparingTo("100");
        assertThat(find(rows, "check", "yen", null, "currency").note()).isEqualTo("JPY");
        assertThat(value(rows, "money", "euro", null, "return_on_cost")).isEqualTo(-2);
        assertThat(rows)
                .noneMatch(row -> row.subject().equals("yen") && row.measure().equals("return_on_cost"));
    }

    @Test
    void attributionIsOfOneCurrencyAndNeedsNoArms() {
        String definition = """
                campaign: channels
                window: { from: 2026-06-01, to: 2026-06-15 }
                attribution: { event: Order Completed, touches: [ Ad Clicked ], draws: 0 }
                """;
        CampaignEvents events = new CampaignEvents().add("crm:1", "Ad Clicked", "2026-06-02T00:00:00Z", "channel", "x");
        paid(events, "crm:1", "10000", "JPY");
        paid(events, "crm:2", "100", "EUR");

        assertThatThrownBy(() -> run(spark, definition, events))
                .hasMessage(
                        "Cannot compute campaign channels: the amounts of the attribution are in several currencies, EUR"
                                + " and JPY among them, and cannot be added up. Write the 'currency' of those that count.");

        List<ResultRow> rows = run(spark, definition.replace("draws: 0", "draws: 0, currency: JPY"), events);
        assertThat(rows.stream()
                        .filter(row -> row.measure().equals("revenue") && "x".equals(row.item()))
                        .map(ResultRow::value))
                .isNotEmpty()
                .containsOnly(10000.0);
        assertThat(rows).extracting(ResultRow::section).containsOnly("check", "attribution");
    }

    @Test
    void whatIsGivenBackInAnotherCurrencyIsNotSubtracted() {
        for (String order : List.of("o1", "unheard-of")) {
            CampaignEvents events = arms();
            paid(events, "crm:1", "1248", "EUR", "o1");
            given(events, "Order Refunded", "10000", "JPY", order);
            String several = " are in several currencies, EUR and JPY among them, and cannot be added up."
                    + " Write the 'currency' of those that count.";

            String outcome = ARMS + "outcomes: [ { name: net, measure: net, event: Order Completed } ]";
            assertThatThrownBy(() -> run(spark, outcome, events))
                    .hasMessage("Cannot compute campaign spring: the amounts of 'net'" + several);

            List<ResultRow> rows = run(spark, outcome.replace(" } ]", ", currency: EUR } ]"), events);
            assertThat(total(rows, "net", "mail")).isEqualByComparingTo("1248");
        }
    }

    @Test
    void norBeforeTheCampaign() {
        CampaignEvents events = arms();
        for (String name : List.of("Order Completed", "Order Cancelled")) {
            String currency = name.equals("Order Completed") ? "EUR" : "JPY";
            events.add(
                    "crm:1",
                    name,
                    Instant.parse("2026-05-20T00:00:00Z"),
                    new BigDecimal("100"),
                    Map.of("currency", currency, "order_id", "o1"));
        }

        assertThatThrownBy(() -> run(spark, ARMS + """
                outcomes: [ { name: bought, event: Order Completed } ]
                covariates: [ { name: before, measure: net, event: Order Completed, days-before: 30 } ]
                """, events))
                .hasMessageStartingWith(
                        "Cannot compute campaign spring: the amounts of 'before' are in several currencies, EUR and JPY");
    }

    @Test
    void norFromWhatChannelsEarned() {
        String definition = """
                campaign: channels
                window: { from: 2026-06-01, to: 2026-06-15 }
                attribution: { event: Order Completed, touches: [ Ad Clicked ], draws: 0 }
                """;
        CampaignEvents events = new CampaignEvents().add("crm:1", "Ad Clicked", "2026-06-02T00:00:00Z", "channel", "x");
        paid(events, "crm:1", "1248", "EUR", "o1");
        // Of no order that counts, it is subtracted from nothing.
        given(events, "Order Refunded", "5", "USD", "unheard-of");
        assertThat(run(spark, definition, events)).isNotEmpty();

        given(events, "Order Refunded", "10000", "JPY", "o1");
        assertThatThrownBy(() -> run(spark, definition, events))
                .hasMessageStartingWith(
                        "Cannot compute campaign channels: the amounts of the attribution are in several currencies, EUR"
                                + " and JPY among them");
    }

    @Test
    void costIsHeldAgainstMoneyOfItsCurrencyAlone() {
        CampaignEvents events = arms();
        paid(events, "crm:1", "100", "EUR");
        events.add(
                "crm:1",
                "Booked",
                Instant.parse("2026-06-03T00:00:00Z"),
                new BigDecimal("9000"),
                Map.of("currency", "JPY", "items", "7"));
        String outcomes = ARMS + """
                outcomes:
                  - { name: euro, measure: sum, event: Order Completed, currency: EUR }
                  - { name: pieces, measure: sum, event: Booked, of: items }
                """;

        assertThatThrownBy(() -> run(spark, outcomes + """
                  - { name: any, measure: sum, event: Booked }
                cost: { fixed: 50 }
                """, events))
                .hasMessage("Cannot compute campaign spring: its outcomes are in several currencies, EUR and JPY among"
                        + " them, and its cost names none. Write 'currency' under 'cost'.");

        List<ResultRow> rows = run(spark, outcomes + "cost: { fixed: 50 }\n", events);
        assertThat(value(rows, "money", "euro", null, "return_on_cost")).isEqualTo(2);
        assertThat(total(rows, "pieces", "mail")).isEqualByComparingTo("7");
        assertThat(rows)
                .noneMatch(
                        row -> row.subject().equals("pieces") && row.measure().equals("return_on_cost"));
    }

    private static CampaignEvents arms() {
        return new CampaignEvents()
                .add("crm:1", "Assigned", "2026-06-02T00:00:00Z", "arm", "mail")
                .add("crm:2", "Assigned", "2026-06-02T00:00:00Z", "arm", "none");
    }

    private static void paid(CampaignEvents events, String customer, String amount, String currency) {
        events.add(
                customer,
                "Order Completed",
                Instant.parse("2026-06-03T00:00:00Z"),
                new BigDecimal(amount),
                Map.of("currency", currency));
    }

    private static void paid(CampaignEvents events, String customer, String amount, String currency, String order) {
        events.add(
                customer,
                "Order Completed",
                Instant.parse("2026-06-03T00:00:00Z"),
                new BigDecimal(amount),
                Map.of("currency", currency, "order_id", order));
    }

    private static void given(CampaignEvents events, String name, String amount, String currency, String order) {
        events.add(
                "crm:1",
                name,
                Instant.parse("2026-06-04T00:00:00Z"),
                new BigDecimal(amount),
                Map.of("currency", currency, "order_id", order));
    }

    private static BigDecimal total(List<ResultRow> rows, String outcome, String arm) {
        return find(rows, "experiment", outcome, arm, "total").amount();
    }
}
