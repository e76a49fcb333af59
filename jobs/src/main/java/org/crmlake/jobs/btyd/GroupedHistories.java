package org.crmlake.jobs.btyd;

import java.util.Arrays;

/**
 * Histories with how many customers share each. All that the likelihoods of {@link ModelKind} ask of the data, so a fit costs what the
 * number of distinct histories does.
 */
public final class GroupedHistories {
    private int[] repeats = new int[16];
    private double[] recency = new double[16];
    private double[] age = new double[16];
    private double[] customers = new double[16];
    private int size;

    /** Adds customers who share a history; the same history may be added again. */
    public GroupedHistories add(PurchaseHistory history, double count) {
        if (!(count > 0)) {
            throw new IllegalArgumentException(count + " customers cannot share a history");
        }
        if (size == repeats.length) {
            int larger = size + (size >> 1);
            repeats = Arrays.copyOf(repeats, larger);
            recency = Arrays.copyOf(recency, larger);
            age = Arrays.copyOf(age, larger);
            customers = Arrays.copyOf(customers, larger);
        }
        repeats[size] = history.repeats();
        recency[size] = history.recency();
        age[size] = history.age();
        customers[size] = count;
        size++;
        return this;
    }

    /** Returns these groups if there are no more than {@code most}, else every second, third or so of them. */
    GroupedHistories thinned(int most) {
        if (size <= most) {
            return this;
        }
        int step = (size + most - 1) / most;
        GroupedHistories some = new GroupedHistories();
        for (int group = 0; group < size; group += step) {
            some.add(history(group), customers[group]);
        }
        return some;
    }

    /** Returns how many groups there are. */
    public int size() {
        return size;
    }

    /** Returns how many customers there are. */
    public double customers() {
        return Arrays.stream(customers, 0, size).sum();
    }

    /** Returns how many customers share a group's history. */
    public double customers(int group) {
        return customers[group];
    }

    /** Returns the history of a group. */
    public PurchaseHistory history(int group) {
        return new PurchaseHistory(repeats[group], recency[group], age[group]);
    }

    int repeats(int group) {
        return repeats[group];
    }

    double recency(int group) {
        return recency[group];
    }

    double age(int group) {
        return age[group];
    }

    int mostRepeats() {
        return Arrays.stream(repeats, 0, size).max().orElse(0);
    }

    double meanAge() {
        double sum = 0;
        for (int group = 0; group < size; group++) {
            sum += customers[group] * age[group];
        }
        return sum / customers();
    }
}
