package org.crmlake.jobs.campaign.attribution;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Shares a total so that the rounded parts add up to it: each part is rounded down, and the units that are left go to the parts
 * that lost most (Hamilton's method of apportionment).
 */
public final class LargestRemainder {
    private LargestRemainder() {}

    /**
     * Returns the parts.
     *
     * @param total with at most {@code scale} decimals
     * @param shares how much of the total each part should get, in any unit; all 0 for equal parts
     * @param scale how many decimals a part has
     */
    public static BigDecimal[] share(BigDecimal total, double[] shares, int scale) {
        BigDecimal exact = total.setScale(scale, RoundingMode.UNNECESSARY);
        int parts = shares.length;
        double whole = java.util.Arrays.stream(shares).sum();
        BigDecimal[] wanted = new BigDecimal[parts];
        BigDecimal[] rounded = new BigDecimal[parts];
        BigDecimal left = exact;
        for (int i = 0; i < parts; i++) {
            double share = whole == 0 ? 1.0 / parts : shares[i] / whole;
            wanted[i] = exact.multiply(BigDecimal.valueOf(share));
            rounded[i] = wanted[i].setScale(scale, RoundingMode.FLOOR);
            left = left.subtract(rounded[i]);
        }
        BigDecimal unit = BigDecimal.ONE.movePointLeft(scale);
        Integer[] order = IntStream.range(0, parts)
                .boxed()
                .sorted(Comparator.<Integer, BigDecimal>comparing(i -> wanted[i].subtract(rounded[i]))
                        .reversed())
                .toArray(Integer[]::new);
        // Shares that are doubles may add up to a little more or less than one: then a unit more, or one back.
        for (int i = 0; left.signum() != 0 && parts > 0; i = (i + 1) % parts) {
            BigDecimal step = left.signum() > 0 ? unit : unit.negate();
            rounded[order[i]] = rounded[order[i]].add(step);
            left = left.subtract(step);
        }
        return rounded;
    }
}
