/**
 * What a campaign did and caused. {@link org.crmlake.jobs.campaign.CampaignFile} reads a definition; Spark adds up counts and moments
 * ({@code …Transform}); from them come the numbers ({@code …Results}), one {@link org.crmlake.jobs.campaign.ResultRow} each. Public are the
 * definition, the store, the report and the job.
 */
package org.crmlake.jobs.campaign;
