package org.crmlake.jobs.btyd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Customers are made by the definition of a model with known parameters and the model is fitted on them. A 95 % interval must hold the
 * truth in 95 of 100 fits. With {@code -Dcrmlake.recovery=1000} as many are made of each model; by default there are few.
 */
class RecoveryTest {
    private static final double AGE = 52;
    private static final int CUSTOMERS = 3000;
    private static final double[] TRUTH = {.6, 8, .8, 2.5};
    private static final double[] PARETO_TRUTH = {.6, 8, .7, 12};

    @ParameterizedTest
    @EnumSource
    void intervalsHoldTheTruthAsOftenAsTheySay(ModelKind kind) {
        int fits = Integer.getInteger("crmlake.recovery", 8);
        Random random = new Random(20260601);
        double[] truth = kind == ModelKind.PARETO_NBD ? PARETO_TRUTH : TRUTH;
        int held = 0;
        for (int i = 0; i < fits; i++) {
            Fit fit = ModelFit.of(kind, simulated(kind, truth, random));
            for (int j = 0; j < truth.length; j++) {
                double ofLog = Math.sqrt(fit.logCovariance().get(j).get(j));
                double off = Math.abs(Math.log(fit.parameters().get(j) / truth[j]));
                held += off <= 1.96 * ofLog ? 1 : 0;
            }
        }
        // The four parameters of a fit are off together: as few as a quarter of the trials may be independent.
        double error = Math.sqrt(0.95 * 0.05 / fits);
        double rate = (double) held / (4 * fits);
        System.out.printf(Locale.ROOT, "%s: %.4f of %d intervals hold the truth%n", kind, rate, 4 * fits);
        assertThat(rate).isBetween(0.95 - 3.5 * error, 1.0);
    }

    private static GroupedHistories simulated(ModelKind kind, double[] truth, Random random) {
        GroupedHistories histories = new GroupedHistories();
        for (int i = 0; i < CUSTOMERS; i++) {
            histories.add(kind == ModelKind.PARETO_NBD ? pareto(truth, random) : betaGeometric(kind, truth, random), 1);
        }
        return histories;
    }

    private static PurchaseHistory betaGeometric(ModelKind kind, double[] truth, Random random) {
        double rate = gamma(truth[0], random) / truth[1];
        double left = gamma(truth[2], random);
        double stops = left / (left + gamma(truth[3], random));
        boolean active = kind == ModelKind.BG_NBD || random.nextDouble() >= stops;
        int repeats = 0;
        double last = 0;
        double time = 0;
        while (active) {
            time -= Math.log(1 - random.nextDouble()) / rate;
            if (time > AGE) {
                break;
            }
            repeats++;
            last = time;
            active = random.nextDouble() >= stops;
        }
        return new PurchaseHistory(repeats, last, AGE);
    }

    private static PurchaseHistory pareto(double[] truth, Random random) {
        double rate = gamma(truth[0], random) / truth[1];
        double until = Math.min(AGE, -Math.log(1 - random.nextDouble()) / (gamma(truth[2], random) / truth[3]));
        int repeats = 0;
        double last = 0;
        double time = 0;
        while (true) {
            time -= Math.log(1 - random.nextDouble()) / rate;
            if (time > until) {
                return new PurchaseHistory(repeats, last, AGE);
            }
            repeats++;
            last = time;
        }
    }

    /** Marsaglia and Tsang 2000; below shape 1 by way of shape + 1. */
    private static double gamma(double shape, Random random) {
        if (shape < 1) {
            return gamma(shape + 1, random) * Math.pow(1 - random.nextDouble(), 1 / shape);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double v = Math.pow(1 + c * x, 3);
            if (v > 0 && Math.log(1 - random.nextDouble()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
                return d * v;
            }
        }
    }
}
