/**
 * Whom to treat: how well a score ranks customers by what the campaign causes in them. The curves and areas are defined as in
 * scikit-uplift 0.5; {@link org.crmlake.jobs.campaign.uplift.RankedSteps} is all they need of the customers.
 */
package org.crmlake.jobs.campaign.uplift;
