/**
 * Who is in which segment. {@link org.crmlake.jobs.segments.SegmentsJob} evaluates all definitions in one pass; {@link
 * org.crmlake.jobs.segments.SegmentAnswers} answers what the command line asks. Both bring a customer's events together and call the
 * evaluator of {@code org.crmlake.model.segment}.
 */
package org.crmlake.jobs.segments;
