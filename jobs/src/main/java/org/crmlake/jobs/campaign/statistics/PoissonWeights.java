package org.crmlake.jobs.campaign.statistics;

import java.util.SplittableRandom;

/**
 * The weights of the Poisson bootstrap: each draw takes each customer as often as a Poisson variable of mean 1 says, which for
 * many customers is the same as drawing with replacement, and needs no look at the others (N. Chamandy and others, Estimating
 * uncertainty for massive data streams, Google 2012). A customer's weights depend on the seed and the customer alone, so they
 * are the same in every run, on any number of machines.
 */
public final class PoissonWeights {
    /** A random number of 16 bits is looked up here: its place among the sums of the probabilities is the weight. */
    private static final byte[] WEIGHT = new byte[1 << 16];

    private static final int FEW = 50;

    static {
        double probability = Math.exp(-1);
        double below = 0;
        int weight = 0;
        for (int i = 0; i < WEIGHT.length; i++) {
            while ((i + 0.5) / WEIGHT.length > below + probability) {
                below += probability;
                probability /= ++weight;
            }
            WEIGHT[i] = (byte) weight;
        }
    }

    private PoissonWeights() {}

    /**
     * Fills {@code weights} with one customer's weights, one a draw; the first place is 1: the data as they are.
     *
     * @param customer any number that is the customer's own, such as a hash of the key
     */
    public static void fill(long seed, long customer, double[] weights) {
        weights[0] = 1;
        long state = mix(seed ^ mix(customer));
        int draw = 1;
        while (draw < weights.length) {
            state += 0x9E3779B97F4A7C15L;
            long bits = mix(state);
            for (int part = 0; part < 4 && draw < weights.length; part++) {
                weights[draw++] = WEIGHT[(int) (bits & 0xFFFF)];
                bits >>>= 16;
            }
        }
    }

    /**
     * Fills {@code weights} with the mean weights of several customers of whom nothing but their number is known.
     *
     * @param group any number that is the group's own
     * @param customers how many they are, at least one
     */
    public static void fillMeans(long seed, long group, long customers, double[] weights) {
        weights[0] = 1;
        SplittableRandom random = new SplittableRandom(mix(seed ^ mix(group)));
        for (int draw = 1; draw < weights.length; draw++) {
            double sum = 0;
            if (customers <= FEW) {
                for (long bits = 0, left = customers; left > 0; left--) {
                    bits = (customers - left) % 4 == 0 ? random.nextLong() : bits >>> 16;
                    sum += WEIGHT[(int) (bits & 0xFFFF)];
                }
            } else {
                // The sum of so many is normal, but for the rounding.
                sum = Math.max(0, Math.rint(customers + Math.sqrt(customers) * random.nextGaussian()));
            }
            weights[draw] = sum / customers;
        }
    }

    /** The finaliser of SplitMix64 (G. L. Steele, D. Lea and C. H. Flood, Fast splittable pseudorandom number generators, 2014). */
    private static long mix(long value) {
        long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
