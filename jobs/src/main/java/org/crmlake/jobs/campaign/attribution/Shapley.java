package org.crmlake.jobs.campaign.attribution;

import java.util.SplittableRandom;

/**
 * What each player of a game is worth: the mean of what the player adds to those who came before, over all orders in which the
 * players could come (L. S. Shapley, A value for n-person games, 1953). The values add up to the worth of all players; players
 * who add the same get the same; a player who adds nothing gets nothing.
 *
 * @param values one a player
 * @param standardErrors of the values; 0 where they are exact
 */
record Shapley(double[] values, double[] standardErrors) {
    /** The largest game that is solved by looking at every set of players. */
    static final int MOST_EXACT = 12;

    /** Says what a set of players is worth, one bit a player; nobody is worth 0. */
    @FunctionalInterface
    interface Game {
        double worth(long players);
    }

    /** Returns exact values for up to {@value #MOST_EXACT} players, and those of {@code orders} sampled orders for more. */
    static Shapley of(int players, Game game, int orders, long seed) {
        return players <= MOST_EXACT ? exact(players, game) : sampled(players, game, orders, seed);
    }

    /** Looks at every set of players once. */
    static Shapley exact(int players, Game game) {
        double[] worth = new double[1 << players];
        for (int set = 1; set < worth.length; set++) {
            worth[set] = game.worth(set);
        }
        double[] weight = new double[players];
        for (int before = 0; before < players; before++) {
            weight[before] = 1.0 / (players * binomial(players - 1, before));
        }
        double[] values = new double[players];
        for (int set = 0; set < worth.length; set++) {
            int before = Integer.bitCount(set);
            for (int player = 0; player < players; player++) {
                if ((set >> player & 1) == 0) {
                    values[player] += weight[before] * (worth[set | 1 << player] - worth[set]);
                }
            }
        }
        return new Shapley(values, new double[players]);
    }

    /**
     * Samples orders in pairs, each with its reverse, which takes away much of the noise (R. Mitchell, J. Cooper, E. Frank and
     * G. Holmes, Sampling permutations for Shapley value estimation, JMLR 23 (2022)). The values of each order add up to the
     * worth of all, so their means do.
     *
     * @param orders how many, rounded up to an even number of at least 4
     */
    static Shapley sampled(int players, Game game, int orders, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int pairs = Math.max(2, (orders + 1) / 2);
        double[] sums = new double[players];
        double[] squares = new double[players];
        int[] order = java.util.stream.IntStream.range(0, players).toArray();
        for (int pair = 0; pair < pairs; pair++) {
            shuffle(order, random);
            double[] added = new double[players];
            walk(order, game, added);
            reverse(order);
            walk(order, game, added);
            for (int player = 0; player < players; player++) {
                double mean = added[player] / 2;
                sums[player] += mean;
                squares[player] += mean * mean;
            }
        }
        double[] values = new double[players];
        double[] errors = new double[players];
        for (int player = 0; player < players; player++) {
            values[player] = sums[player] / pairs;
            double variance = Math.max(0, squares[player] / pairs - values[player] * values[player]);
            errors[player] = Math.sqrt(variance / (pairs - 1));
        }
        return new Shapley(values, errors);
    }

    private static void walk(int[] order, Game game, double[] added) {
        long set = 0;
        double before = 0;
        for (int player : order) {
            set |= 1L << player;
            double worth = game.worth(set);
            added[player] += worth - before;
            before = worth;
        }
    }

    private static void shuffle(int[] order, SplittableRandom random) {
        for (int i = order.length - 1; i > 0; i--) {
            swap(order, i, random.nextInt(i + 1));
        }
    }

    private static void reverse(int[] order) {
        for (int i = 0; i < order.length / 2; i++) {
            swap(order, i, order.length - 1 - i);
        }
    }

    private static void swap(int[] order, int i, int j) {
        int held = order[i];
        order[i] = order[j];
        order[j] = held;
    }

    private static double binomial(int n, int k) {
        double result = 1;
        for (int i = 1; i <= k; i++) {
            result = result * (n - k + i) / i;
        }
        return result;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shapley that
                && java.util.Arrays.equals(values, that.values)
                && java.util.Arrays.equals(standardErrors, that.standardErrors);
    }

    @Override
    public int hashCode() {
        return java.util.Arrays.hashCode(values);
    }
}
