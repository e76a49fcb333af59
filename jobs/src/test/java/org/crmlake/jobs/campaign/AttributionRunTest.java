package org.crmlake.jobs.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.crmlake.jobs.campaign.ComputedRows.run;
import static org.crmlake.jobs.campaign.SpringCampaign.ARMS;

import java.math.BigDecimal;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedSpark.class)
class AttributionRunTest {
    private SparkSession spark;

    @BeforeEach
    void use(SparkSession spark) {
        this.spark = spark;
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

        List<ResultRow> rows = run(spark, ARMS + """
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
    void theLinesOfAnOrderAreOneConversionWorthWhatIsLeftAfterReturns() {
        CampaignEvents events = new CampaignEvents()
                .add("crm:1", "Ad Clicked", "2026-06-02T10:00:00Z", "channel", "search")
                .line("crm:1", "2026-06-02T12:00:00Z", "10", "o1")
                .line("crm:1", "2026-06-02T12:00:00Z", "20", "o1")
                .line("crm:1", "2026-06-02T12:00:00Z", "30", "o1")
                // Given back after the end of the campaign, and before the day that is asked of; then after that day.
                .givenBack("Order Refunded", "crm:1", "2026-06-19T23:00:00Z", "25", "o1")
                .givenBack("Order Refunded", "crm:1", "2026-06-20T00:00:00Z", "1", "o1")
                // Given back as a whole: no conversion, and its touch is there for the next.
                .add("crm:2", "Ad Clicked", "2026-06-02T10:00:00Z", "channel", "mail")
                .line("crm:2", "2026-06-03T12:00:00Z", "7", "o2")
                .givenBack("Order Cancelled", "crm:2", "2026-06-04T12:00:00Z", "7", "o2")
                .line("crm:2", "2026-06-05T12:00:00Z", "8", "o3")
                // Another customer's order of the same name is another order.
                .line("crm:3", "2026-06-05T12:00:00Z", "1", "o1");

        List<ResultRow> rows = attributed(events);

        assertThat(credit(rows, "last", "search")).isEqualByComparingTo("1");
        assertThat(credit(rows, "last", "mail")).isEqualByComparingTo("1");
        assertThat(credit(rows, "last", "unattributed")).isEqualByComparingTo("1");
        assertThat(revenue(rows, "last", "search")).isEqualByComparingTo("35");
        assertThat(revenue(rows, "last", "mail")).isEqualByComparingTo("8");
        assertThat(revenue(rows, "last", "unattributed")).isEqualByComparingTo("1");
    }

    @Test
    void aTouchThatAConversionBeforeTheCampaignUsedUpStaysUsed() {
        CampaignEvents events = new CampaignEvents()
                .add("crm:1", "Ad Clicked", "2026-05-26T00:00:00Z", "channel", "search")
                .bought("crm:1", "2026-05-28T00:00:00Z", "5")
                .bought("crm:1", "2026-06-02T00:00:00Z", "7")
                .add("crm:2", "Ad Clicked", "2026-05-26T00:00:00Z", "channel", "search")
                .bought("crm:2", "2026-06-02T00:00:00Z", "11");

        List<ResultRow> rows = attributed(events);

        assertThat(credit(rows, "last", "search")).isEqualByComparingTo("1");
        assertThat(revenue(rows, "last", "search")).isEqualByComparingTo("11");
        assertThat(credit(rows, "last", "unattributed")).isEqualByComparingTo("1");
        assertThat(revenue(rows, "last", "unattributed")).isEqualByComparingTo("7");
    }

    private List<ResultRow> attributed(CampaignEvents events) {
        return run(spark, ARMS + """
                outcomes: [ { name: order, event: Order Completed } ]
                attribution: { event: Order Completed, touches: [ Ad Clicked ], look-back-days: 30, draws: 0 }
                """, events);
    }

    private static BigDecimal revenue(List<ResultRow> rows, String model, String channel) {
        return amount(rows, model, channel, "revenue");
    }

    private static BigDecimal credit(List<ResultRow> rows, String model, String channel) {
        return amount(rows, model, channel, "conversions");
    }

    private static BigDecimal amount(List<ResultRow> rows, String model, String channel, String measure) {
        return rows.stream()
                .filter(row -> row.subject().equals(model) && channel.equals(row.item()))
                .filter(row -> row.measure().equals(measure))
                .map(ResultRow::amount)
                .findFirst()
                .orElseThrow();
    }
}
