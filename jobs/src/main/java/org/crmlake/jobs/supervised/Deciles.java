package org.crmlake.jobs.supervised;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.crmlake.jobs.Tenths;

/** Customers in {@link Tenths} by their scores, here the first with the highest. */
final class Deciles {
    private Deciles() {}

    /**
     * What came of a part.
     *
     * @param decile 1 for the highest scores
     * @param customers how many
     * @param left how many of them left
     * @param lift their rate of leaving, divided by that of all; not a number for nobody
     * @param captured the share of all leavers that this part and those before it hold
     */
    record Part(int decile, double customers, double left, double lift, double captured) {}

    /** Returns the ten parts in their order. */
    static List<Part> of(ScoreCounts counts) {
        int[] deciles = ofScores(counts);
        double[] customers = new double[Tenths.PARTS];
        double[] left = new double[Tenths.PARTS];
        for (int i = 0; i < counts.size(); i++) {
            customers[deciles[i] - 1] += counts.left()[i] + counts.stayed()[i];
            left[deciles[i] - 1] += counts.left()[i];
        }
        double rate = counts.allLeft() / (counts.allLeft() + counts.allStayed());
        List<Part> parts = new ArrayList<>();
        double captured = 0;
        for (int i = 0; i < Tenths.PARTS; i++) {
            captured += left[i] / counts.allLeft();
            parts.add(new Part(i + 1, customers[i], left[i], left[i] / customers[i] / rate, captured));
        }
        return parts;
    }

    /** Returns nine scores in falling order: who has at least the first is in part 1, and so on. */
    static double[] thresholds(ScoreCounts counts) {
        int[] deciles = ofScores(counts);
        double[] thresholds = new double[Tenths.PARTS - 1];
        Arrays.fill(thresholds, Double.POSITIVE_INFINITY);
        for (int i = 0; i < counts.size(); i++) {
            for (int k = deciles[i]; k <= thresholds.length; k++) {
                thresholds[k - 1] = Math.min(thresholds[k - 1], counts.scores()[i]);
            }
        }
        return thresholds;
    }

    /** The part of each score. */
    private static int[] ofScores(ScoreCounts counts) {
        double all = counts.allLeft() + counts.allStayed();
        int[] deciles = new int[counts.size()];
        double below = 0;
        for (int i = 0; i < counts.size(); i++) {
            double equal = counts.left()[i] + counts.stayed()[i];
            deciles[i] = Tenths.PARTS + 1 - Tenths.of(below, equal, all);
            below += equal;
        }
        return deciles;
    }
}
