package org.crmlake.jobs.campaign;

/** The definition of a campaign whose arms come from an event, and the part of it that says so. */
final class SpringCampaign {
    static final String ARMS = """
            campaign: spring
            window: { from: 2026-06-01, to: 2026-06-15 }
            arms: { event: Assigned, property: arm, control: none }
            """;
    static final String DEFINITION = ARMS + """
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

    private SpringCampaign() {}
}
