package org.crmlake.bench;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Customers who buy as BG/NBD says: at gamma rates while they are active, and who stop after a purchase with a beta probability. The
 * parameters are those of the CDNOW sample, in weeks. Customer number {@code i} is the same on every machine and in any order.
 */
final class Shoppers {
    /** Over how many days customers make their first purchase; as long as the sample's 12 weeks. */
    static final int FIRST_PURCHASES = 84;

    /** How many days there are, numbered from 0; as long as the sample's 39 weeks. */
    static final int DAYS = 273;

    private static final double R = 0.243;
    private static final double ALPHA_DAYS = 4.414 * 7;
    private static final double A = 0.793;
    private static final double B = 2.426;
    private static final long SEED = 20260601;

    private Shoppers() {}

    /** Returns the days on which a customer buys, rising; at least one. */
    static int[] purchaseDays(long customer) {
        Draw draw = new Draw(SEED, customer);
        double rate = gamma(R, draw) / ALPHA_DAYS;
        double stopping = gamma(A, draw);
        double stops = stopping / (stopping + gamma(B, draw));
        double time = draw.nextDouble() * FIRST_PURCHASES;
        IntStream.Builder days = IntStream.builder().add((int) time);
        do {
            time -= Math.log(1 - draw.nextDouble()) / rate;
            if (time < DAYS) {
                days.add((int) time);
            }
        } while (time < DAYS && draw.nextDouble() >= stops);
        return days.build().distinct().toArray();
    }

    /** Returns what a customer pays on a day, in cents. */
    static int cents(long customer, int day) {
        return 500 + new Draw(SEED + 1, customer).nextInt(4_000) + new Draw(customer, day).nextInt(2_000);
    }

    /** Returns how many purchases the customers from 0 on make in all. */
    static long purchases(long customers) {
        long sum = 0;
        for (long customer = 0; customer < customers; customer++) {
            sum += purchaseDays(customer).length;
        }
        return sum;
    }

    /**
     * Returns the histories of the customers from 0 on as one number each: repeats, days from the first purchase to the last, days
     * from the first purchase to the last day there is.
     */
    static long[] histories(int customers) {
        long[] histories = new long[customers];
        Arrays.setAll(histories, customer -> {
            int[] days = purchaseDays(customer);
            int first = days[0];
            return (long) (days.length - 1) << 32 | (long) (days[days.length - 1] - first) << 16 | DAYS - 1 - first;
        });
        return histories;
    }

    /** Marsaglia and Tsang 2000; below shape 1 by way of shape + 1. */
    private static double gamma(double shape, Draw draw) {
        if (shape < 1) {
            return gamma(shape + 1, draw) * Math.pow(1 - draw.nextDouble(), 1 / shape);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = normal(draw);
            double v = 1 + c * x;
            v = v * v * v;
            if (v > 0 && Math.log(1 - draw.nextDouble()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
                return d * v;
            }
        }
    }

    /** Box and Muller 1958. */
    private static double normal(Draw draw) {
        return Math.sqrt(-2 * Math.log(1 - draw.nextDouble())) * Math.cos(2 * Math.PI * draw.nextDouble());
    }
}
