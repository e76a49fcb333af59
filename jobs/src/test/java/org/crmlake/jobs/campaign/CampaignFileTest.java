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
                        + "'outcomes[0].measure' is 'anny', which is none of any, count, sum, net, first-time. Did you mean 'any'?; "
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
    void learnersHaveANameThatSegmentsCanUse() {
        Campaign campaign = CampaignFile.parse("x", LEAST + """
                covariates: [ { name: age, property: age } ]
                uplift:
                  - { outcome: order, arm: mail, learners: [doubly-robust, two-model] }
                  - { outcome: order, arm: sms, learners: two-model, name: by-sms }
                """);

        assertThat(campaign.rankings()).extracting(Campaign.Ranking::name).containsExactly("order", "by-sms");
        assertThat(campaign.rankings().get(0).learners())
                .containsExactly(Campaign.Learner.DOUBLY_ROBUST, Campaign.Learner.TWO_MODEL);
        assertThatThrownBy(() -> CampaignFile.parse("x", LEAST.replace("name: order,", "name: An Order,") + """
                uplift:
                  - { outcome: An Order, arm: none, learners: [two-modell] }
                  - { outcome: An Order, arm: mail, learners: two-model }
                  - { outcome: An Order, arm: sms, learners: two-model }
                """))
                .hasMessage("Cannot use campaign x: "
                        + "'uplift[0].learners' is 'two-modell', which is none of two-model, transformed-outcome, doubly-robust."
                        + " Did you mean 'two-model'?; "
                        + "'uplift[0].scores' is missing: name covariates that rank the customers, or 'learners'; "
                        + "'uplift[0].arm' is the control, with which the others are compared; "
                        + "'uplift[1].learners' have no covariates to learn from; "
                        + "'uplift[1].name' is 'An Order', and segments are to name it: use up to 63 lower-case letters,"
                        + " digits, '-' and '_'; "
                        + "'uplift[2].learners' have no covariates to learn from; "
                        + "'uplift[2].name' is 'An Order', and segments are to name it: use up to 63 lower-case letters,"
                        + " digits, '-' and '_'; "
                        + "'uplift' has 'An Order' twice. Correct the definition.");
    }

    @Test
    void aHoldoutNeedsNoEventOfItsOwn() {
        Campaign campaign = CampaignFile.parse(
                "x",
                LEAST.replace(
                        "arms: { event: Assigned, property: arm, control: none }",
                        "arms: { holdout: { salt: s, percent: 12.5 } }"));

        assertThat(campaign.arms())
                .isEqualTo(new Campaign.Holdout(
                        new EventFilter("Campaign Assigned", java.util.Map.of("campaign", java.util.List.of("spring"))),
                        "s",
                        1250));
    }

    @Test
    void moneyHasOneCurrencyAndAttributionAloneNoArms() {
        assertThatThrownBy(() -> CampaignFile.parse("x", """
                        campaign: spring
                        window: { from: 2026-06-01, to: 2026-06-15 }
                        arms: { event: Assigned, property: arm, control: none }
                        outcomes:
                          - { name: a, measure: net, event: Order Completed, currency: EUR, of: margin }
                          - { name: b, measure: sum, event: Order Completed, currency: USD }
                          - { name: c, measure: sum, event: Order Completed, currency: dollars }
                        cost: { fixed: 1 }
                        attribution: { event: Order Completed, touches: [x], measure: any }
                        """))
                .hasMessage("Cannot use campaign x: "
                        + "'outcomes[0].of' has no meaning beside the measure 'net', which is of the amounts; "
                        + "'outcomes[2].currency' is 'dollars', which is no code like EUR; "
                        + "'cost.currency' is missing: the outcomes are in several; "
                        + "'attribution.measure' is neither net nor sum. Correct the definition.");
        assertThatThrownBy(() -> CampaignFile.parse("x", """
                        campaign: spring
                        window: { from: 2026-06-01, to: 2026-06-15 }
                        outcomes: [ { name: order, event: Order Completed } ]
                        attribution: { event: Order Completed, touches: [x] }
                        """))
                .hasMessage(
                        "Cannot use campaign x: 'outcomes' needs 'arms', which are missing. Correct the definition.");
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
