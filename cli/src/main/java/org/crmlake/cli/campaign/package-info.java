/** A campaign's report as one HTML page that needs nothing beside it. {@link org.crmlake.cli.campaign.CampaignPage} makes it. */
package org.crmlake.cli.campaign;
