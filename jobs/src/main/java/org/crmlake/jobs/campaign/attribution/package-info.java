/**
 * Which channel gets how much of the conversions, by eight models. {@link org.crmlake.jobs.campaign.attribution.JourneyTally} takes
 * journeys one by one and adds up what all models need, for the data and for every bootstrap draw at once; {@link
 * org.crmlake.jobs.campaign.attribution.Attribution} makes the models' credits of it. Nothing here knows Spark.
 */
package org.crmlake.jobs.campaign.attribution;
