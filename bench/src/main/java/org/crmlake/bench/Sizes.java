package org.crmlake.bench;

import java.util.List;

/**
 * How much is measured.
 *
 * @param events of the file that is ingested
 * @param runs how often each side runs
 * @param shortRuns how often each side of a command of a second runs
 * @param customers who are fitted and scored
 * @param growth numbers of customers, rising, to see what more of them take
 * @param shoppers who are put into segments; 1.64 million make ten million events
 * @param explained events of the file whose customers are explained
 * @param looked events of the batch that is compared with stored ones
 * @param stored numbers of events that are ingested, rising, and that it is then compared with
 * @param pulse of the stream
 * @param commits how many are made, and how
 */
record Sizes(
        long events,
        int runs,
        int shortRuns,
        int customers,
        List<Integer> growth,
        int shoppers,
        long explained,
        long looked,
        List<Long> stored,
        Pulse pulse,
        Commits commits) {

    /**
     * Of the line {@code commits}.
     *
     * @param number how many commits
     * @param throughStream whether a whole stream makes them
     */
    record Commits(int number, boolean throughStream) {}

    static final Sizes FULL = new Sizes(
            2_000_000,
            3,
            9,
            1_000_000,
            List.of(100_000, 1_000_000, 10_000_000),
            1_640_000,
            200_000,
            100_000,
            List.of(100_000L, 1_000_000L, 10_000_000L),
            new Pulse(5_000, 180, 60),
            new Commits(100_000, false));
    static final Sizes QUICK = new Sizes(
            20_000,
            1,
            3,
            3_000,
            List.of(1_000, 3_000),
            2_000,
            20_000,
            5_000,
            List.of(5_000L, 20_000L),
            new Pulse(1_000, 15, 5),
            new Commits(4_000, false));

    Sizes with(Commits chosen) {
        return new Sizes(
                events, runs, shortRuns, customers, growth, shoppers, explained, looked, stored, pulse, chosen);
    }
}
