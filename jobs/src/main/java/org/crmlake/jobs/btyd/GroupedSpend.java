package org.crmlake.jobs.btyd;

import java.util.Arrays;

/** Mean values of repeat purchases, with how many customers share each: what the Gamma-Gamma model is fitted on. */
public final class GroupedSpend {
    private int[] purchases = new int[16];
    private double[] mean = new double[16];
    private double[] customers = new double[16];
    private int size;

    /**
     * Adds customers.
     *
     * @param repeats how many purchases the mean is over, 1 or more
     * @param meanValue above 0
     */
    public GroupedSpend add(int repeats, double meanValue, double count) {
        if (repeats < 1 || !(meanValue > 0) || !(count > 0)) {
            throw new IllegalArgumentException(count + " customers with " + repeats + " purchases worth " + meanValue
                    + " say nothing of what is spent");
        }
        if (size == purchases.length) {
            int larger = size + (size >> 1);
            purchases = Arrays.copyOf(purchases, larger);
            mean = Arrays.copyOf(mean, larger);
            customers = Arrays.copyOf(customers, larger);
        }
        purchases[size] = repeats;
        mean[size] = meanValue;
        customers[size] = count;
        size++;
        return this;
    }

    /** Returns how many groups there are. */
    public int size() {
        return size;
    }

    /** Returns how many customers there are. */
    public double customers() {
        return Arrays.stream(customers, 0, size).sum();
    }

    /** Returns Pearson's correlation of the number of purchases with their mean value; NaN if one of them does not vary. */
    public double correlation() {
        double n = customers();
        double meanX = 0;
        double meanZ = 0;
        for (int i = 0; i < size; i++) {
            meanX += customers[i] * purchases[i] / n;
            meanZ += customers[i] * mean[i] / n;
        }
        double xx = 0;
        double zz = 0;
        double xz = 0;
        for (int i = 0; i < size; i++) {
            double x = purchases[i] - meanX;
            double z = mean[i] - meanZ;
            xx += customers[i] * x * x;
            zz += customers[i] * z * z;
            xz += customers[i] * x * z;
        }
        return xx == 0 || zz == 0 ? Double.NaN : xz / Math.sqrt(xx * zz);
    }

    int purchases(int group) {
        return purchases[group];
    }

    double mean(int group) {
        return mean[group];
    }

    double customers(int group) {
        return customers[group];
    }

    double meanOfMeans() {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += customers[i] * mean[i];
        }
        return sum / customers();
    }
}
