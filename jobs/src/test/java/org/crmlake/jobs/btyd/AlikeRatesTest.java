package org.crmlake.jobs.btyd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.hipparchus.analysis.UnivariateFunction;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Customers who stop, or buy, at rates that are alike: a power and its scale grow together, and nothing else changes. */
class AlikeRatesTest {
    private static final double R = 0.5;
    private static final double ALPHA = 5;
    private static final PurchaseHistory HISTORY = new PurchaseHistory(3, 10, 52);

    /** In the limit a life is exponential with the rate 1 / 50. */
    @ParameterizedTest
    @ValueSource(doubles = {1e2, 1e4, 1e5, 1e6})
    void theWayToALimitCostsNoMoreThanItsBeginning(double s) {
        PurchaseModel model = ModelKind.PARETO_NBD.with(R, ALPHA, s, 50 * s);

        assertThat(model.logLikelihood(HISTORY)).isCloseTo(ofExponentialLives(HISTORY), within(0.5 / s + 1e-9));
        assertThat(stepsOf(R, ALPHA, s, 50 * s, HISTORY)).isBetween(1, 5);
        assertThat(stepsOf(s, 5 * s, R, ALPHA, HISTORY)).isBetween(1, 5);
        assertThat(stepsOf(s, 5 * s, s, 50 * s, HISTORY)).isBetween(1, 5);
    }

    @Test
    void aProbabilityTakesFewEvaluationsToo() {
        int[] evaluations = new int[1];
        PurchaseModel model = ModelKind.PARETO_NBD.with(R, ALPHA, 1e6, 50e6);
        double all = 0;
        for (int count = 0; count < 60; count++) {
            all += model.probabilityOf(count, 10);
        }

        assertThat(all).isCloseTo(1, within(1e-6));
        double less = 5;
        DropoutIntegral.of(
                end -> {
                    evaluations[0]++;
                    return Math.exp(-(1e6 + 1) * Math.log1p(end / 50e6));
                },
                less,
                10,
                R + (1e6 + 1) * (less + 10) / (50e6 + 10));
        assertThat(evaluations[0]).isLessThanOrEqualTo(64);
    }

    /** Against the quadrature of another library, in hundreds of pieces. */
    @Test
    void fewStepsAreEnoughForAllDigits() {
        Random random = new Random(5);
        for (int i = 0; i < 300; i++) {
            double alpha = any(random);
            double beta = any(random);
            double r = Math.min(any(random), alpha);
            double s = Math.min(any(random), beta);
            double from = 30 * random.nextDouble();
            double to = from + 50 * random.nextDouble();
            DropoutIntegral integral = new DropoutIntegral();

            integral.take(alpha, r + 2, beta, s + 1, from, to);

            double less = Math.min(alpha, beta) + from;
            double expected = inPieces(
                    z -> {
                        double since = less * Math.expm1(z);
                        return less
                                * Math.exp(z
                                        - (r + 2) * Math.log1p(since / (alpha + from))
                                        - (s + 1) * Math.log1p(since / (beta + from)));
                    },
                    Math.log1p((to - from) / less));
            assertThat(integral.value / expected)
                    .as("r %s alpha %s s %s beta %s from %s to %s", r, alpha, s, beta, from, to)
                    .isCloseTo(1, within(1e-9));
        }
    }

    private static double inPieces(UnivariateFunction function, double to) {
        double sum = 0;
        for (int piece = 0; piece < 400; piece++) {
            sum += new GaussIntegratorFactory()
                    .legendre(20, to * piece / 400, to * (piece + 1) / 400)
                    .integrate(function);
        }
        return sum;
    }

    @Test
    void aFitOnItsRidgeComesToAnEnd() {
        GroupedHistories histories = simulated();
        long[] steps = new long[1];

        Fit fit = ModelFit.of(ModelKind.PARETO_NBD, histories, groups -> counting(groups, steps));

        // A fit takes about 2 starts x 20 iterations x 8 evaluations x 144 groups x 2 steps.
        assertThat(steps[0]).isLessThan(500_000);
        assertThat(fit.parameters().get(2)).isGreaterThan(100);
        assertThat(fit.warnings()).isNotEmpty();
        assertThat(fit.logLikelihood())
                .isGreaterThan(ModelKind.PARETO_NBD
                                .likelihood(histories)
                                .value(
                                        new double[] {Math.log(0.5), Math.log(5), Math.log(6), Math.log(240)},
                                        new double[4])
                        * histories.customers());
    }

    private static Objective counting(GroupedHistories groups, long[] steps) {
        Objective likelihood = ModelKind.PARETO_NBD.likelihood(groups);
        return (at, gradient) -> {
            for (int group = 0; group < groups.size(); group++) {
                steps[0] += stepsOf(
                        Math.exp(at[0]), Math.exp(at[1]), Math.exp(at[2]), Math.exp(at[3]), groups.history(group));
            }
            return likelihood.value(at, gradient);
        };
    }

    private static int stepsOf(double r, double alpha, double s, double beta, PurchaseHistory history) {
        DropoutIntegral integral = new DropoutIntegral();
        integral.take(alpha, r + history.repeats(), beta, s + 1, history.recency(), history.age());
        return integral.steps;
    }

    /** The likelihood with an exponential life of mean 50, by quadrature over its end. */
    private static double ofExponentialLives(PurchaseHistory history) {
        double x = history.repeats();
        double alive = Math.pow(ALPHA + history.age(), -(R + x)) * Math.exp(-history.age() / 50);
        double gone = inPieces(
                since -> Math.pow(ALPHA + history.recency() + since, -(R + x))
                        * Math.exp(-(history.recency() + since) / 50)
                        / 50,
                history.age() - history.recency());
        double rising = 1;
        for (int i = 0; i < x; i++) {
            rising *= R + i;
        }
        return Math.log(rising * Math.pow(ALPHA, R) * (alive + gone));
    }

    /** 150 customers with gamma rates (0.5, 5) of buying and (6, 240) of stopping, seen for up to 52 weeks. */
    private static GroupedHistories simulated() {
        Random random = new Random(1);
        GroupedHistories histories = new GroupedHistories();
        for (int i = 0; i < 150; i++) {
            double normal = random.nextGaussian();
            double rate = normal * normal / 2 / 5;
            double stopping = 0;
            for (int one = 0; one < 6; one++) {
                stopping -= Math.log(random.nextDouble()) / 240;
            }
            double age = 52 * random.nextDouble();
            double end = Math.min(age, -Math.log(random.nextDouble()) / stopping);
            int repeats = 0;
            double last = 0;
            for (double time = -Math.log(random.nextDouble()) / rate; time < end; ) {
                repeats++;
                last = time;
                time -= Math.log(random.nextDouble()) / rate;
            }
            histories.add(new PurchaseHistory(repeats, last, age), 1);
        }
        return histories;
    }

    private static double any(Random random) {
        return Math.pow(10, 6 * random.nextDouble() - 2);
    }
}
