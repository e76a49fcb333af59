package org.crmlake.jobs.campaign.uplift;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Customers by falling score, counted: customers of one score are one step, for nothing tells them apart. Counts are doubles, as
 * a bootstrap draw weights them.
 *
 * @param treated how many treated customers each step has
 * @param control how many of the control group
 * @param treatedDid how many of the treated did what was hoped for
 * @param controlDid how many of the control group did
 */
public record RankedSteps(double[] treated, double[] control, double[] treatedDid, double[] controlDid) {

    /** Sums over some of the customers. */
    record Part(double treated, double control, double treatedDid, double controlDid) {
        /** Returns the rate of the treated less that of the control group; 0 for a group of nobody, as scikit-uplift has it. */
        double uplift() {
            return ratio(treatedDid, treated) - ratio(controlDid, control);
        }

        double customers() {
            return treated + control;
        }
    }

    /** Returns the steps of customers given one by one. */
    public static RankedSteps of(double[] scores, boolean[] treated, boolean[] did) {
        Integer[] order = IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> scores[i]).reversed())
                .toArray(Integer[]::new);
        double[][] columns = new double[4][scores.length];
        int step = -1;
        for (int i = 0; i < order.length; i++) {
            int customer = order[i];
            if (i == 0 || scores[customer] != scores[order[i - 1]]) {
                step++;
            }
            columns[treated[customer] ? 0 : 1][step]++;
            if (did[customer]) {
                columns[treated[customer] ? 2 : 3][step]++;
            }
        }
        int steps = step + 1;
        return new RankedSteps(
                Arrays.copyOf(columns[0], steps),
                Arrays.copyOf(columns[1], steps),
                Arrays.copyOf(columns[2], steps),
                Arrays.copyOf(columns[3], steps));
    }

    /** Returns how many steps there are. */
    public int size() {
        return treated.length;
    }

    /** Returns the share of all customers who were treated. */
    double shareOfTreated() {
        return all().treated() / all().customers();
    }

    /** Returns all customers together. */
    Part all() {
        return new Part(sum(treated), sum(control), sum(treatedDid), sum(controlDid));
    }

    /**
     * Returns the customers from rank {@code from} to rank {@code to}, 0 the best. A step that a border cuts counts in proportion:
     * the mean over all orders of its equals.
     */
    Part between(double from, double to) {
        double[] sums = new double[4];
        double before = 0;
        for (int step = 0; step < size(); step++) {
            double customers = treated[step] + control[step];
            double inside = Math.min(to, before + customers) - Math.max(from, before);
            if (inside > 0) {
                double share = inside / customers;
                sums[0] += share * treated[step];
                sums[1] += share * control[step];
                sums[2] += share * treatedDid[step];
                sums[3] += share * controlDid[step];
            }
            before += customers;
        }
        return new Part(sums[0], sums[1], sums[2], sums[3]);
    }

    private static double sum(double... values) {
        return Arrays.stream(values).sum();
    }

    static double ratio(double part, double whole) {
        return whole == 0 ? 0 : part / whole;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RankedSteps that
                && Arrays.equals(treated, that.treated)
                && Arrays.equals(control, that.control)
                && Arrays.equals(treatedDid, that.treatedDid)
                && Arrays.equals(controlDid, that.controlDid);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(treated);
    }
}
