package org.crmlake.jobs.supervised;

import java.util.ArrayList;
import java.util.List;

/** Customers in ten parts of one size, the first with the highest scores. */
final class Deciles {
    static final int PARTS = 10;

    private Deciles() {}

    /**
     * What came of a part.
     *
     * @param decile 1 for the highest scores
     * @param customers how many; customers of one score that two parts share count in each by their share
     * @param left how many of them left
     * @param lift their rate of leaving, divided by that of all
     * @param captured the share of all leavers that this part and those before it hold
     */
    record Part(int decile, double customers, double left, double lift, double captured) {}

    /** Returns the ten parts in their order. */
    static List<Part> of(ScoreCounts counts) {
        double all = counts.allLeft() + counts.allStayed();
        double size = all / PARTS;
        double[] customers = new double[PARTS];
        double[] left = new double[PARTS];
        int part = 0;
        for (int i = counts.size() - 1; i >= 0; i--) {
            double rows = counts.left()[i] + counts.stayed()[i];
            for (double rest = rows; rest > 0; ) {
                double room = part == PARTS - 1 ? rest : Math.min(rest, size - customers[part]);
                customers[part] += room;
                left[part] += counts.left()[i] * room / rows;
                rest -= room;
                if (part < PARTS - 1 && customers[part] >= size - 1e-9) {
                    part++;
                } else if (room <= 0) {
                    break;
                }
            }
        }
        List<Part> parts = new ArrayList<>();
        double captured = 0;
        for (int i = 0; i < PARTS; i++) {
            captured += left[i] / counts.allLeft();
            double lift = customers[i] == 0 ? 0 : left[i] / customers[i] / (counts.allLeft() / all);
            parts.add(new Part(i + 1, customers[i], left[i], lift, captured));
        }
        return parts;
    }

    /** Returns nine scores in falling order: who has at least the first is in part 1, and so on. */
    static double[] thresholds(ScoreCounts counts) {
        double all = counts.allLeft() + counts.allStayed();
        double[] thresholds = new double[PARTS - 1];
        double above = 0;
        int part = 0;
        for (int i = counts.size() - 1; i >= 0 && part < thresholds.length; i--) {
            above += counts.left()[i] + counts.stayed()[i];
            while (part < thresholds.length && above >= all * (part + 1) / PARTS) {
                thresholds[part++] = counts.scores()[i];
            }
        }
        return thresholds;
    }
}
