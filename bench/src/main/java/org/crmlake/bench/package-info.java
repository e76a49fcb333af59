/**
 * The seeded generator of events, which tests of other modules use too ({@link org.crmlake.bench.EventGenerator}), and the
 * benchmarks behind {@code bench/run} (docs/benchmarks.md).
 */
package org.crmlake.bench;
