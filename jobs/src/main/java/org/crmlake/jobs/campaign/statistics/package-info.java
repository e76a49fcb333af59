/**
 * The statistics of experiments, from counts and moments alone: what a job adds up once over all customers is enough for every
 * number here. Nothing here knows Spark, a table or a clock.
 */
package org.crmlake.jobs.campaign.statistics;
