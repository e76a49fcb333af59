package org.crmlake.jobs.supervised;

import java.util.Arrays;
import java.util.SplittableRandom;

/** How well scores tell those who left from those who stayed, with intervals that hold the true value in 95 of 100 cases. */
final class Discrimination {
    private static final double TWO_SIDED_95 = 1.959963984540054;
    private static final int REPLICATES = 200;
    private static final int NORMAL_FROM = 30;

    private Discrimination() {}

    /** A value and its 95 % interval. */
    record Interval(double value, double low, double high) {}

    /**
     * The area under the ROC curve: the chance that one who left has a higher score than one who stayed, ties counting half. The
     * interval is that of DeLong, DeLong and Clarke-Pearson (1988), "Comparing the areas under two or more correlated receiver
     * operating characteristic curves". It needs two of each.
     */
    static Interval auc(ScoreCounts counts) {
        double left = counts.allLeft();
        double stayed = counts.allStayed();
        double auc = 0;
        double below = 0;
        for (int i = 0; i < counts.size(); i++) {
            auc += counts.left()[i] * (below + counts.stayed()[i] / 2) / (left * stayed);
            below += counts.stayed()[i];
        }
        double ofLeft = 0;
        double ofStayed = 0;
        double stayedBelow = 0;
        double leftBelow = 0;
        for (int i = 0; i < counts.size(); i++) {
            double beaten = (stayedBelow + counts.stayed()[i] / 2) / stayed - auc;
            double beating = (left - leftBelow - counts.left()[i] / 2) / left - auc;
            ofLeft += counts.left()[i] * beaten * beaten;
            ofStayed += counts.stayed()[i] * beating * beating;
            stayedBelow += counts.stayed()[i];
            leftBelow += counts.left()[i];
        }
        double variance = ofLeft / (left - 1) / left + ofStayed / (stayed - 1) / stayed;
        double reach = TWO_SIDED_95 * Math.sqrt(variance);
        return new Interval(auc, Math.max(0, auc - reach), Math.min(1, auc + reach));
    }

    /**
     * The average precision: over those who left, from the highest score down, the mean share of leavers among all with at least
     * that score. The interval is the middle 95 % of 200 bootstrap replicates in which every customer counts a Poisson number
     * of times (Hanley and MacGibbon 2006, "Creating non-parametric bootstrap samples using Poisson frequencies").
     */
    static Interval averagePrecision(ScoreCounts counts, long seed) {
        double value = averagePrecision(counts.left(), counts.stayed());
        SplittableRandom random = new SplittableRandom(seed);
        double[] replicates = new double[REPLICATES];
        for (int i = 0; i < REPLICATES; i++) {
            replicates[i] = averagePrecision(resampled(counts.left(), random), resampled(counts.stayed(), random));
        }
        Arrays.sort(replicates);
        return new Interval(value, replicates[REPLICATES / 40], replicates[REPLICATES - 1 - REPLICATES / 40]);
    }

    private static double averagePrecision(double[] left, double[] stayed) {
        double found = 0;
        double asked = 0;
        double sum = 0;
        for (int i = left.length - 1; i >= 0; i--) {
            found += left[i];
            asked += left[i] + stayed[i];
            if (left[i] > 0) {
                sum += left[i] * found / asked;
            }
        }
        return found == 0 ? 0 : sum / found;
    }

    private static double[] resampled(double[] counts, SplittableRandom random) {
        double[] drawn = new double[counts.length];
        for (int i = 0; i < counts.length; i++) {
            drawn[i] = poisson(counts[i], random);
        }
        return drawn;
    }

    private static double poisson(double mean, SplittableRandom random) {
        if (mean >= NORMAL_FROM) {
            return Math.max(0, Math.rint(mean + Math.sqrt(mean) * random.nextGaussian()));
        }
        double limit = Math.exp(-mean);
        int drawn = 0;
        for (double product = random.nextDouble(); product > limit; product *= random.nextDouble()) {
            drawn++;
        }
        return drawn;
    }
}
