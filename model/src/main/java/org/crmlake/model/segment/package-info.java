/**
 * The language of segments: a definition file becomes one typed tree, and the tree is evaluated over one customer's history.
 * Everything here is pure: no Spark, no store, no clock, so that the nightly run, the answer for one customer and the tests all
 * mean the same. {@code docs/segments.md} says what each word means.
 *
 * <p>{@link org.crmlake.model.segment.SegmentFile} reads definitions, {@link org.crmlake.model.segment.SegmentSet} holds those
 * that refer to each other, {@link org.crmlake.model.segment.Evaluator} evaluates them. A new kind of leaf is a {@link
 * org.crmlake.model.segment.LeafType}.
 */
package org.crmlake.model.segment;
