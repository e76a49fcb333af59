package org.crmlake.bench;

/**
 * A stream of pseudo-random numbers of one seed and one index: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). Written out,
 * because the JDK promises the numbers of none of its fast generators, and a benchmark's input must be the same everywhere.
 */
final class Draw {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    Draw(long seed, long index) {
        this.state = mix(mix(seed) + index * GOLDEN_GAMMA);
    }

    long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** Returns a number from 0 (inclusive) to 1 (exclusive), in steps of 2<sup>-53</sup>. */
    double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /** Returns a number from 0 (inclusive) to {@code bound} (exclusive). */
    int nextInt(int bound) {
        return (int) (nextDouble() * bound);
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}
