package org.crmlake.jobs.campaign.statistics;

/**
 * How far two arms are apart.
 *
 * @param value treated minus control
 * @param standardError of {@code value}; not a number where the data cannot tell it, never 0
 * @param interval around {@code value}
 * @param statistic of the test: z or t
 * @param pValue how likely a difference at least as large is if there is none; two-sided
 * @param method what the interval and the test are, in words
 */
public record Difference(
        double value, double standardError, Interval interval, double statistic, double pValue, String method) {}
