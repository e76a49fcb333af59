package org.crmlake.jobs;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Tenths of customers in the order of a score. Customers of one score are never parted: a border lies between two scores or at an
 * end, where the share of the customers below it comes nearest to the tenths that it stands for; where two places are as near, at the lower
 * one. So customers of one score are in the tenth that the middle of them lies in.
 */
public final class Tenths {
    /** How many there are. */
    public static final int PARTS = 10;

    /** Two tenths that are off by a larger share of all customers are worth a warning. */
    private static final double OFF_BY = 0.05;

    private Tenths() {}

    /**
     * Returns the tenth of customers of one score, 1 for the lowest scores and 10 for the highest.
     *
     * @param below how many customers have a lower score
     * @param equal how many have this one, at least 1
     * @param all how many there are
     */
    public static int of(double below, double equal, double all) {
        return Math.min(PARTS, 1 + (int) Math.floor(PARTS * (2 * below + equal) / (2 * all)));
    }

    /**
     * Returns in words how far the worst fifth is from a fifth of the customers, if many of one score make it so.
     *
     * @param what the tenths are called
     * @param sizes how many customers each of the ten has
     * @param worst the number of the worst one, 1 or 10
     */
    public static Optional<String> warning(String what, long[] sizes, int worst) {
        int next = worst == PARTS ? worst - 1 : worst + 1;
        long all = LongStream.of(sizes).sum();
        long within = sizes[worst - 1] + sizes[next - 1];
        return Math.abs(within - 0.2 * all) <= Math.max(1, OFF_BY * all)
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "%s %d and %d hold %d of %d customers, not a fifth: many have one score, and they stay together.",
                        what,
                        Math.min(worst, next),
                        Math.max(worst, next),
                        within,
                        all));
    }
}
