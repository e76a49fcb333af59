package org.crmlake.bench;

/**
 * How much is measured.
 *
 * @param events of the file that is ingested
 * @param runs how often each side runs
 * @param shortRuns how often each side of a command of a second runs
 */
record Sizes(long events, int runs, int shortRuns) {
    static final Sizes FULL = new Sizes(2_000_000, 3, 9);
    static final Sizes QUICK = new Sizes(20_000, 1, 3);
}
