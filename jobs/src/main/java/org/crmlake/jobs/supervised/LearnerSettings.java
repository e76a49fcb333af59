package org.crmlake.jobs.supervised;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * How a classifier is made.
 *
 * @param learner what learns
 * @param balance whether the rarer class weighs as much as the other in sum
 * @param calibration what makes probabilities of its scores
 * @param trees how many trees are boosted
 */
record LearnerSettings(Learner learner, Balance balance, CalibrationKind calibration, int trees) {
    /** How many trees there are if nobody says: on small tables more gain nothing. */
    static final int TREES = 60;

    /** What learns. */
    enum Learner {
        LOGISTIC,
        GBT;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How the classes are weighed. */
    enum Balance {
        NONE,
        WEIGHTS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What makes probabilities of scores. */
    enum CalibrationKind {
        NONE,
        PLATT,
        ISOTONIC;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    LearnerSettings {
        requireNonNull(learner, "learner is null");
        requireNonNull(balance, "balance is null");
        requireNonNull(calibration, "calibration is null");
    }
}
