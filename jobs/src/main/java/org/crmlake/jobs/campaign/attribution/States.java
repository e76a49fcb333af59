package org.crmlake.jobs.campaign.attribution;

/**
 * The states of a Markov chain of order k as numbers: the last channels of a path, at most k, as digits of base channels + 1,
 * the newest channel last. The empty path is 0, the start.
 */
final class States {
    static final long START = 0;

    private final long base;
    private final long limit;

    /** @throws IllegalArgumentException if there are too many states for a number */
    States(int channels, int order) {
        base = channels + 1L;
        long highest = 1;
        for (int i = 0; i < order; i++) {
            highest = Math.multiplyExact(highest, base);
        }
        // Transitions append one more digit, see transition().
        Math.multiplyExact(highest, base + 1);
        limit = highest;
    }

    /** Returns the state after {@code channel} was met in {@code state}. */
    long next(long state, int channel) {
        return (state * base + channel + 1) % limit;
    }

    /** Returns the channel that was met last; -1 at the start. */
    int last(long state) {
        return (int) (state % base) - 1;
    }

    /** Returns the transition from {@code state} to meeting {@code channel}. */
    long transition(long state, int channel) {
        return state * (base + 1) + channel + 2;
    }

    /** Returns the transition from {@code state} to a conversion. */
    long conversion(long state) {
        return state * (base + 1);
    }

    /** Returns the transition from {@code state} to nothing. */
    long nothing(long state) {
        return state * (base + 1) + 1;
    }

    /** Returns where a transition starts. */
    long from(long transition) {
        return transition / (base + 1);
    }

    /** Returns the channel that a transition meets; -2 for a conversion, -1 for nothing. */
    int to(long transition) {
        return (int) (transition % (base + 1)) - 2;
    }
}
