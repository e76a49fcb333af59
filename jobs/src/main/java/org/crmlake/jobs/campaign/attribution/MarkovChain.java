package org.crmlake.jobs.campaign.attribution;

import java.util.Arrays;

/**
 * A chain of states that ends in a conversion or in nothing, solved exactly: with Q the chances to go from state to state and r
 * those to convert, N = (I - Q)^-1 holds how often each state is visited, and N r the chance to convert from each (J. G. Kemeny
 * and J. L. Snell, Finite Markov chains, 1960, chapter 3).
 *
 * <p>A channel that is removed leads to nothing (E. Anderl, I. Becker, F. von Wangenheim and J. H. Schumann, Mapping the customer
 * journey, International Journal of Research in Marketing 33 (2016)). Removing a set S of states needs no second solution: of all
 * walks that convert, those that touch S are N[start, S] N[S, S]^-1 (N r)[S], for N[start, S] N[S, S]^-1 is the chance of each
 * state of S to be the first one touched.
 */
final class MarkovChain {
    private final double[][] visits;
    private final double[] chance;
    private final double[] worth;
    private final int[] channelOf;

    /**
     * Solves a chain. State 0 is the start.
     *
     * @param counts how often each state was followed by each other
     * @param conversions how often each state was followed by a conversion
     * @param values what those conversions were worth
     * @param leaving how often each state was left, for whatever
     * @param channelOf the channel that a state stands for; -1 for the start
     */
    MarkovChain(double[][] counts, double[] conversions, double[] values, double[] leaving, int[] channelOf) {
        int states = leaving.length;
        double[][] system = new double[states][states];
        double[] right = new double[states];
        double[] earned = new double[states];
        for (int from = 0; from < states; from++) {
            // A state that a draw never visits is left nowhere.
            double all = leaving[from] == 0 ? 1 : leaving[from];
            for (int to = 0; to < states; to++) {
                system[from][to] = (from == to ? 1 : 0) - counts[from][to] / all;
            }
            right[from] = conversions[from] / all;
            earned[from] = values[from] / all;
        }
        visits = inverse(system);
        chance = new double[states];
        worth = new double[states];
        for (int from = 0; from < states; from++) {
            for (int to = 0; to < states; to++) {
                chance[from] += visits[from][to] * right[to];
                worth[from] += visits[from][to] * earned[to];
            }
        }
        this.channelOf = channelOf.clone();
    }

    /** Returns the chance that a journey converts. */
    double conversionProbability() {
        return chance[0];
    }

    /** Returns for each channel the share of conversions that are lost without it, 0 to 1. */
    double[] removalEffects(int channels) {
        return removalEffects(channels, chance);
    }

    /**
     * Returns for each channel the share of what a journey is worth on average that is lost without it: the same with the mean worth
     * of the conversions from each state in place of their chance.
     */
    double[] removalEffectsOnValue(int channels) {
        return removalEffects(channels, worth);
    }

    private double[] removalEffects(int channels, double... hoped) {
        double[] effects = new double[channels];
        for (int channel = 0; channel < channels; channel++) {
            int number = channel;
            int[] removed = java.util.stream.IntStream.range(0, channelOf.length)
                    .filter(state -> channelOf[state] == number)
                    .toArray();
            effects[channel] = hoped[0] == 0 ? 0 : lost(hoped, removed) / hoped[0];
        }
        return effects;
    }

    private double lost(double[] hoped, int... removed) {
        int size = removed.length;
        double[][] block = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                block[i][j] = visits[removed[i]][removed[j]];
            }
        }
        double[][] inverse = inverse(block);
        double sum = 0;
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                sum += visits[0][removed[i]] * inverse[i][j] * hoped[removed[j]];
            }
        }
        return sum;
    }

    /** Returns the inverse, by elimination with the largest pivot of each column. */
    private static double[][] inverse(double[][] matrix) {
        int n = matrix.length;
        double[][] a = new double[n][];
        for (int i = 0; i < n; i++) {
            a[i] = Arrays.copyOf(matrix[i], 2 * n);
            a[i][n + i] = 1;
        }
        for (int p = 0; p < n; p++) {
            int largest = p;
            for (int i = p + 1; i < n; i++) {
                largest = Math.abs(a[i][p]) > Math.abs(a[largest][p]) ? i : largest;
            }
            double[] pivot = a[largest];
            a[largest] = a[p];
            a[p] = pivot;
            double scale = 1 / pivot[p];
            for (int j = p; j < 2 * n; j++) {
                pivot[j] *= scale;
            }
            for (int i = 0; i < n; i++) {
                double factor = a[i][p];
                if (i != p && factor != 0) {
                    subtract(a[i], factor, pivot, p);
                }
            }
        }
        double[][] inverse = new double[n][];
        for (int i = 0; i < n; i++) {
            inverse[i] = Arrays.copyOfRange(a[i], n, 2 * n);
        }
        return inverse;
    }

    private static void subtract(double[] row, double factor, double[] pivot, int from) {
        for (int j = from; j < row.length; j++) {
            row[j] -= factor * pivot[j];
        }
    }
}
