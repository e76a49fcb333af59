package org.crmlake.jobs.supervised;

import java.io.Serializable;
import java.util.Arrays;

/** What makes a probability of a classifier's score: of those with a probability of 0.3, three in ten shall leave. */
sealed interface Calibration extends Serializable {
    /** Returns the probability of leaving at a score from 0 to 1; a higher score never has a lower one. */
    double probability(double score);

    /** The score is taken as it is. */
    record None() implements Calibration {
        @Override
        public double probability(double score) {
            return score;
        }
    }

    /**
     * A logistic curve over the log-odds of the score, with the smoothed targets of Platt (1999), "Probabilistic outputs for
     * support vector machines", fitted by Newton's method.
     */
    record Platt(double slope, double intercept) implements Calibration {
        private static final int STEPS = 100;

        static Platt fit(ScoreCounts counts) {
            double high = (counts.allLeft() + 1) / (counts.allLeft() + 2);
            double low = 1 / (counts.allStayed() + 2);
            double slope = 1;
            double intercept = 0;
            for (int step = 0; step < STEPS; step++) {
                double g0 = 0;
                double g1 = 0;
                double h00 = 1e-9;
                double h01 = 0;
                double h11 = 1e-9;
                for (int i = 0; i < counts.size(); i++) {
                    double x = logOdds(counts.scores()[i]);
                    double p = logistic(slope * x + intercept);
                    double rows = counts.left()[i] + counts.stayed()[i];
                    double error = rows * p - counts.left()[i] * high - counts.stayed()[i] * low;
                    double weight = rows * p * (1 - p);
                    g0 += error;
                    g1 += error * x;
                    h00 += weight;
                    h01 += weight * x;
                    h11 += weight * x * x;
                }
                double determinant = h00 * h11 - h01 * h01;
                double stepIntercept = (h11 * g0 - h01 * g1) / determinant;
                double stepSlope = (h00 * g1 - h01 * g0) / determinant;
                intercept -= stepIntercept;
                slope -= stepSlope;
                if (Math.abs(stepIntercept) + Math.abs(stepSlope) < 1e-10) {
                    break;
                }
            }
            // A classifier that ranks the wrong way round must not be turned in secret.
            return new Platt(Math.max(0, slope), intercept);
        }

        @Override
        public double probability(double score) {
            return logistic(slope * logOdds(score) + intercept);
        }
    }

    /**
     * The rising step function closest to what was seen, by pooling neighbours that fall (Zadrozny and Elkan 2002, "Transforming
     * classifier scores into accurate multiclass probability estimates"); between two steps a straight line.
     */
    record Isotonic(double[] scores, double[] probabilities) implements Calibration {
        static Isotonic fit(ScoreCounts counts) {
            int size = counts.size();
            double[] left = new double[size];
            double[] rows = new double[size];
            double[] place = new double[size];
            int blocks = 0;
            for (int i = 0; i < size; i++) {
                left[blocks] = counts.left()[i];
                rows[blocks] = counts.left()[i] + counts.stayed()[i];
                place[blocks] = counts.scores()[i] * rows[blocks];
                blocks++;
                while (blocks > 1 && left[blocks - 2] * rows[blocks - 1] >= left[blocks - 1] * rows[blocks - 2]) {
                    left[blocks - 2] += left[blocks - 1];
                    rows[blocks - 2] += rows[blocks - 1];
                    place[blocks - 2] += place[blocks - 1];
                    blocks--;
                }
            }
            double[] scores = new double[blocks];
            double[] probabilities = new double[blocks];
            for (int block = 0; block < blocks; block++) {
                scores[block] = place[block] / rows[block];
                probabilities[block] = left[block] / rows[block];
            }
            return new Isotonic(scores, probabilities);
        }

        @Override
        public double probability(double score) {
            int found = Arrays.binarySearch(scores, score);
            if (found >= 0) {
                return probabilities[found];
            }
            int next = -found - 1;
            if (next == 0) {
                return probabilities[0];
            }
            if (next == scores.length) {
                return probabilities[next - 1];
            }
            double share = (score - scores[next - 1]) / (scores[next] - scores[next - 1]);
            return probabilities[next - 1] + share * (probabilities[next] - probabilities[next - 1]);
        }
    }

    /** Returns ln(p / (1 - p)), of a score that is kept off 0 and 1. */
    private static double logOdds(double score) {
        double inside = Math.min(1 - 1e-9, Math.max(1e-9, score));
        return Math.log(inside / (1 - inside));
    }

    private static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
