/**
 * What is computed from the stores. A job is a package: a {@code …Job} that reads, calls and writes, and a {@code …Transform}
 * of pure functions from datasets to datasets. {@link org.crmlake.jobs.Jobs} lists them. {@link org.crmlake.jobs.Job}, {@link
 * org.crmlake.jobs.JobContext}, {@link org.crmlake.jobs.JobArguments}, {@link org.crmlake.jobs.JobOptions}, {@link
 * org.crmlake.jobs.JobOption}, {@link org.crmlake.jobs.JobOutcome}, {@link org.crmlake.jobs.JobReport}, {@link
 * org.crmlake.jobs.JobSettings} and {@link org.crmlake.jobs.TableRef} are what callers need.
 *
 * <p>To add a job: a package with its two classes, a table class in {@code org.crmlake.lake}, and a line in {@code Jobs}. If it
 * takes options of its own, a class of constants {@code …Options} that links no Spark, and a line in {@code JobOptions}.
 */
package org.crmlake.jobs;
