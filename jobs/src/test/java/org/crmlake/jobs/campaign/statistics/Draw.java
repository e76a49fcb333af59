package org.crmlake.jobs.campaign.statistics;

import java.util.SplittableRandom;

/** Samples for tests: from values, and of simulated customers. */
final class Draw {
    private Draw() {}

    static Sample sample(double... values) {
        double mean = 0;
        for (double value : values) {
            mean += value / values.length;
        }
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return new Sample(values.length, mean, squares / (values.length - 1));
    }

    /** Returns how many of {@code count} customers did what each does with {@code chance}. */
    static long successes(SplittableRandom random, int count, double chance) {
        long successes = 0;
        for (int i = 0; i < count; i++) {
            successes += random.nextDouble() < chance ? 1 : 0;
        }
        return successes;
    }

    static double[] gaussians(SplittableRandom random, int count, double mean, double deviation) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = mean + deviation * random.nextGaussian();
        }
        return values;
    }

    /** Moments of an outcome and one covariate. */
    static Moments moments(double[] outcome, double[] covariate) {
        Sample y = sample(outcome);
        Sample x = sample(covariate);
        double covariance = 0;
        for (int i = 0; i < outcome.length; i++) {
            covariance += (outcome[i] - y.mean()) * (covariate[i] - x.mean()) / (outcome.length - 1);
        }
        return new Moments(y, new double[] {x.mean()}, new double[][] {{x.variance()}}, new double[] {covariance});
    }
}
