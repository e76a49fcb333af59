package org.crmlake.jobs.supervised;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Optional;
import org.crmlake.jobs.supervised.LearnerSettings.CalibrationKind;

/** What makes a probability of a classifier's score: of those with a probability of 0.3, three in ten shall leave. */
sealed interface Calibration extends Serializable {
    /** Returns the probability of leaving at a score from 0 to 1; a higher score never has a lower one. */
    double probability(double score);

    /** Fits a calibration of this kind; {@link None} if there is no such curve for these customers. */
    static Calibration fit(CalibrationKind kind, ScoreCounts counts) {
        return switch (kind) {
            case NONE -> new None();
            case PLATT -> Platt.fit(counts).<Calibration>map(platt -> platt).orElseGet(None::new);
            case ISOTONIC -> Isotonic.fit(counts);
        };
    }

    /** The score is taken as it is. */
    record None() implements Calibration {
        @Override
        public double probability(double score) {
            return score;
        }
    }

    /**
     * A logistic curve over the log-odds of the score, with the smoothed targets of Platt (1999), "Probabilistic outputs for
     * support vector machines", fitted by Newton's method with steps that are halved until the likelihood rises (H.-T. Lin, C.-J.
     * Lin and R. C. Weng 2007, "A note on Platt's probabilistic outputs for support vector machines").
     */
    record Platt(double slope, double intercept) implements Calibration {
        private static final int STEPS = 100;
        private static final double SHORTEST = 1e-10;

        /** It ends where a step would raise the log-likelihood of all customers by less. */
        private static final double GAIN = 1e-12;

        /** Returns the most likely curve that does not fall, or nothing if none was found. */
        static Optional<Platt> fit(ScoreCounts counts) {
            double[] targets = new double[counts.size()];
            double[] rows = new double[counts.size()];
            double high = (counts.allLeft() + 1) / (counts.allLeft() + 2);
            double low = 1 / (counts.allStayed() + 2);
            double leaving = 0;
            double all = 0;
            for (int i = 0; i < targets.length; i++) {
                targets[i] = counts.left()[i] * high + counts.stayed()[i] * low;
                rows[i] = counts.left()[i] + counts.stayed()[i];
                leaving += targets[i];
                all += rows[i];
            }
            Platt flat = new Platt(0, Math.log(leaving / (all - leaving)));
            Optional<Platt> top = flat.climb(counts.scores(), targets, rows);
            // A classifier that ranks the wrong way round must not be turned in secret: then the best curve is flat.
            return top.map(found -> found.slope < 0 ? flat : found);
        }

        private Optional<Platt> climb(double[] scores, double[] targets, double[] rows) {
            Platt at = this;
            double value = at.logLikelihood(scores, targets, rows);
            for (int step = 0; step < STEPS; step++) {
                double g0 = 0;
                double g1 = 0;
                double h00 = 1e-12;
                double h01 = 0;
                double h11 = 1e-12;
                for (int i = 0; i < scores.length; i++) {
                    double x = logOdds(scores[i]);
                    double p = at.probability(scores[i]);
                    double error = targets[i] - rows[i] * p;
                    double weight = rows[i] * p * (1 - p);
                    g0 += error;
                    g1 += error * x;
                    h00 += weight;
                    h01 += weight * x;
                    h11 += weight * x * x;
                }
                double determinant = h00 * h11 - h01 * h01;
                double byIntercept = (h11 * g0 - h01 * g1) / determinant;
                double bySlope = (h00 * g1 - h01 * g0) / determinant;
                double gain = g0 * byIntercept + g1 * bySlope;
                if (Math.abs(g0) + Math.abs(g1) == 0 || gain >= 0 && gain < GAIN) {
                    return Optional.of(at);
                }
                Platt next = at;
                double nextValue = Double.NEGATIVE_INFINITY;
                // Close to the top rounding hides what a step gains.
                double rounding = 1e-13 * Math.abs(value);
                for (double share = 1;
                        share >= SHORTEST && !(nextValue >= value + 1e-4 * share * gain - rounding);
                        share /= 2) {
                    next = new Platt(at.slope + share * bySlope, at.intercept + share * byIntercept);
                    nextValue = next.logLikelihood(scores, targets, rows);
                }
                if (!(gain > 0 && nextValue >= value - rounding)) {
                    return Optional.empty();
                }
                at = next;
                value = nextValue;
            }
            return Optional.empty();
        }

        /** Written so that nothing overflows, however steep the curve. */
        private double logLikelihood(double[] scores, double[] targets, double[] rows) {
            double sum = 0;
            for (int i = 0; i < scores.length; i++) {
                double z = slope * logOdds(scores[i]) + intercept;
                sum += targets[i] * z - rows[i] * (Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))));
            }
            return sum;
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
