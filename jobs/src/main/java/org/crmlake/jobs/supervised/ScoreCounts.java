package org.crmlake.jobs.supervised;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.sum;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How many customers left and how many stayed at each score, from the lowest score to the highest. All that is asked of scores and
 * labels follows from it, however many customers there are: scores are put on a grid of a millionth, so there are at most a
 * million and one rows.
 *
 * @param scores rising
 * @param left how many of those with the score left
 * @param stayed how many stayed
 */
record ScoreCounts(double[] scores, double[] left, double[] stayed) {
    static final int DECIMALS = 6;
    private static final String SCORE = "score";
    private static final String LEFT = "left";
    private static final String ALL = "all";

    /** Counts the rows of {@code scored}; {@code label} is 1 for those who left and 0 for the others. */
    static ScoreCounts of(Dataset<Row> scored, Column score, Column label) {
        List<Row> rows = scored.groupBy(round(score, DECIMALS).as(SCORE))
                .agg(sum(label).as(LEFT), count(lit(1)).as(ALL))
                .orderBy(col(SCORE))
                .collectAsList();
        double[] scores = new double[rows.size()];
        double[] left = new double[rows.size()];
        double[] stayed = new double[rows.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = rows.get(i).getDouble(0);
            left[i] = rows.get(i).getDouble(1);
            stayed[i] = rows.get(i).getLong(2) - left[i];
        }
        return new ScoreCounts(scores, left, stayed);
    }

    int size() {
        return scores.length;
    }

    double allLeft() {
        return total(left);
    }

    double allStayed() {
        return total(stayed);
    }

    /** Returns the same counts at other scores, each the value of {@code calibration} there, which must not fall. */
    ScoreCounts at(Calibration calibration) {
        double[] moved = new double[scores.length];
        for (int i = 0; i < moved.length; i++) {
            moved[i] = calibration.probability(scores[i]);
        }
        return new ScoreCounts(moved, left, stayed);
    }

    private static double total(double[] counts) {
        double total = 0;
        for (double count : counts) {
            total += count;
        }
        return total;
    }
}
