package org.crmlake.jobs.campaign.attribution;

import java.util.Map;

/** The games whose Shapley values are credits. A set of channels is worth what the journeys do that met no other channel. */
final class ChannelGames {
    private static final int ORDERS = 2000;

    private ChannelGames() {}

    /**
     * Returns the Shapley values of the number of conversions, for any number of channels: the game is a sum of games that are won
     * by one set of channels, and of such a game every channel of the set has an equal part.
     */
    static double[] conversions(JourneyTally tally, int draw) {
        return equalParts(tally.convertedBySet, tally.channels, draw);
    }

    /** Returns the Shapley values of what the conversions were worth, in the same way. */
    static double[] values(JourneyTally tally, int draw) {
        return equalParts(tally.valueBySet, tally.channels, draw);
    }

    private static double[] equalParts(Map<Long, double[]> bySet, int channels, int draw) {
        double[] values = new double[channels];
        bySet.forEach((set, sums) -> {
            double part = sums[draw] / Long.bitCount(set);
            for (long rest = set; rest != 0; rest &= rest - 1) {
                values[Long.numberOfTrailingZeros(rest)] += part;
            }
        });
        return values;
    }

    /**
     * Returns the Shapley values of the conversions a journey, times all journeys: they add up to the conversions. They can be
     * negative: with such a channel, journeys convert less often than without.
     */
    static Shapley rate(JourneyTally tally, int draw, long seed) {
        double journeys = sum(tally.journeysBySet, draw);
        Shapley.Game game;
        if (tally.channels <= Shapley.MOST_EXACT) {
            double[] converted = sumsOfSubsets(tally.convertedBySet, tally.channels, draw);
            double[] all = sumsOfSubsets(tally.journeysBySet, tally.channels, draw);
            game = set -> ratio(converted[(int) set], all[(int) set]) * journeys;
        } else {
            game = set ->
                    ratio(within(tally.convertedBySet, set, draw), within(tally.journeysBySet, set, draw)) * journeys;
        }
        return Shapley.of(tally.channels, game, ORDERS, seed);
    }

    /** Sums over all subsets of each set at once, one channel at a time (the zeta transform). */
    private static double[] sumsOfSubsets(Map<Long, double[]> bySet, int channels, int draw) {
        double[] sums = new double[1 << channels];
        bySet.forEach((set, values) -> sums[set.intValue()] = values[draw]);
        for (int channel = 0; channel < channels; channel++) {
            for (int set = 0; set < sums.length; set++) {
                if ((set >> channel & 1) == 1) {
                    sums[set] += sums[set ^ 1 << channel];
                }
            }
        }
        return sums;
    }

    private static double within(Map<Long, double[]> bySet, long players, int draw) {
        double sum = 0;
        for (Map.Entry<Long, double[]> entry : bySet.entrySet()) {
            if ((entry.getKey() & ~players) == 0) {
                sum += entry.getValue()[draw];
            }
        }
        return sum;
    }

    private static double sum(Map<Long, double[]> bySet, int draw) {
        return bySet.values().stream().mapToDouble(sums -> sums[draw]).sum();
    }

    private static double ratio(double part, double whole) {
        return whole == 0 ? 0 : part / whole;
    }
}
