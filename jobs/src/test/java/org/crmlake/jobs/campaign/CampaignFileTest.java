package org.crmlake.jobs.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.junit.jupiter.api.Test;

class CampaignFileTest {
    private static final String LEAST = """
            campaign: spring
            window: { from: 2026-06-01, to: 2026-06-15 }
            arms: { event: Assigned, property: arm, control: none }
            outcomes: [ { name: order, event: Order Completed } ]
            """;

    @Test
    void fillsInWhatIsNotSaid() {
        Campaign campaign = CampaignFile.parse("x", LEAST);

        assertThat(campaign.outcomes().get(0).measure()).isEqualTo(Campaign.Measure.ANY);
        assertThat(campaign.funnel().converted()).isEqualTo(campaign.outcomes().get(0));
        assertThat(campaign.funnel().stages()).containsEntry(Campaign.Stage.SENT, "Email Sent");
        assertThat(campaign.funnel().machines()).isEqualTo(Campaign.Machines.DEFAULT);
        assertThat(campaign.attribution()).isEmpty();
        assertThat(campaign.rankings()).isEmpty();
    }

    @Test
    void reportsEveryProblemAtOnceWithTheNearestName() {
        assertThatThrownBy(() -> CampaignFile.parse("spring.yaml", """
                        campaign: Spring Sale
                        window: { from: 2026-06-15, to: 2026-06-01 }
                        arms: { event: Assigned, proprty: arm, control: none, shares: { mail: 1 } }
                        outcomes:
                          - { name: order, measure: anny, event: Order Completed }
                          - { name: order, event: Order Completed }
                        covariates: [ { name: age } ]
                        funnel: { converted: ordr, machines: { burst-links: 1 } }
                        attribution: { event: Order Completed, order: 9 }
                        uplift: [ { outcome: order, arm: mail, scores: [agee] } ]
                        """))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFIG))
                .hasMessage("Cannot use campaign spring.yaml: "
                        + "'campaign' is 'Spring Sale': use up to 63 lower-case letters, digits, '-' and '_'; "
                        + "'window' ends before it begins: 'to' is the first day after the campaign; "
                        + "'arms.proprty' is unknown. Did you mean 'property'?; "
                        + "'arms.property' is missing; "
                        + "'arms.shares' does not list the control 'none'; "
                        + "'outcomes[0].measure' is 'anny', which is none of any, count, sum, first-time. Did you mean 'any'?; "
                        + "'covariates[0]' needs either 'property' or 'event'; "
                        + "'outcomes' has 'order' twice; "
                        + "'funnel.converted' is 'ordr', which is no outcome. Did you mean 'order'?; "
                        + "'funnel.machines.burst-links' is '1', which is no number from 2 to 1000; "
                        + "'attribution.touches' is missing: name the events that are touches; "
                        + "'attribution.order' is '9', which is no number from 1 to 5; "
                        + "'uplift[0].scores' names 'agee', which is no covariate. Did you mean 'age'?"
                        + " Correct the definition.");
    }

    @Test
    void saysWhereItIsNoYaml() {
        assertThatThrownBy(() -> CampaignFile.parse("x", "campaign: ["))
                .hasMessageMatching(
                        "Cannot use campaign x: it is not YAML: .* at line \\d+\\. Correct the definition\\.");
        assertThatThrownBy(() -> CampaignFile.parse("x", "just words"))
                .hasMessage("Cannot use campaign x: it is not a block of keys and values. Correct the definition.");
    }
}
