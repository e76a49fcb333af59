package org.crmlake.jobs.campaign.attribution;

/** Adds vectors with one place for the data and one for each bootstrap draw; loops that the compiler turns into vector code. */
final class Draws {
    private Draws() {}

    /** Adds {@code factor} times {@code weights} to {@code sums}. */
    static void add(double[] sums, double factor, double[] weights) {
        for (int draw = 0; draw < sums.length; draw++) {
            sums[draw] += factor * weights[draw];
        }
    }

    /** Adds {@code other} to {@code sums}. */
    static void add(double[] sums, double[] other) {
        add(sums, 1, other);
    }
}
