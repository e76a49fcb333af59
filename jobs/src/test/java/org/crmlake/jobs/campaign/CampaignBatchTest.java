package org.crmlake.jobs.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.crmlake.jobs.campaign.ComputedRows.AS_OF;
import static org.crmlake.jobs.campaign.SpringCampaign.ARMS;
import static org.crmlake.jobs.campaign.SpringCampaign.DEFINITION;

import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.spark.sql.SparkSession;
import org.crmlake.model.CrmException;
import org.crmlake.model.segment.AsOf;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedSpark.class)
class CampaignBatchTest {
    private SparkSession spark;

    @BeforeEach
    void use(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void whateverIsThrownStaysWithItsCampaign() {
        CampaignEvents events = new CampaignEvents().add("crm:1", "Assigned", "2026-06-02T00:00:00Z", "arm", "mail");
        // A column that no stored event has makes Spark turn down every campaign that asks for it.
        try (CampaignBatch batch =
                new CampaignBatch(events.in(spark).drop("campaign_id"), AsOf.startOf(AS_OF, ZoneOffset.UTC))) {
            batch.compute(defined("by-id", DEFINITION + "funnel: { campaign-id: x }"));
            batch.compute(defined("spring", DEFINITION));

            assertThat(batch.computed()).containsExactly("spring");
            assertThat(batch.learned()).isEmpty();
            assertThat(batch.failure(2)).get().satisfies(failure -> {
                assertThat(failure.kind()).isEqualTo(CrmException.Kind.DATA);
                assertThat(failure)
                        .hasMessageMatching(
                                "Cannot compute 1 of 2 campaigns, the others are computed: Cannot compute campaign by-id:"
                                        + " .*campaign_id.*\\. Look at the events that it counts\\.");
            });
        }
        assertThat(spark.sharedState().cacheManager().isEmpty()).isTrue();
    }

    @Test
    void oneThatCannotBeComputedDoesNotKeepTheOthersFromIt() {
        CampaignEvents events = new CampaignEvents().add("crm:1", "Assigned", "2026-06-02T00:00:00Z", "arm", "mail");

        try (CampaignBatch batch = new CampaignBatch(events.in(spark), AsOf.startOf(AS_OF, ZoneOffset.UTC))) {
            batch.compute(defined("old", "campaign: old"));
            batch.compute(defined("spring", DEFINITION));
            batch.compute(defined("over", ARMS.replace("2026", "2025") + "outcomes: [ { name: x, event: X } ]"));

            assertThat(batch.computed()).containsExactly("spring");
            assertThat(batch.leftOut()).containsExactly("spring (computed as of 2025-06-02 to 2025-07-15)");
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
}
