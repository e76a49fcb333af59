package org.crmlake.jobs.btyd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.hipparchus.analysis.UnivariateFunction;
import org.hipparchus.analysis.integration.IterativeLegendreGaussIntegrator;
import org.hipparchus.special.Beta;
import org.hipparchus.special.Gamma;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What must hold of the models whatever their parameters, and what they are by their definitions. */
class PurchaseModelTest {
    private static final PurchaseHistory SOME = new PurchaseHistory(3, 20, 39);

    @ParameterizedTest
    @EnumSource
    void gradientsAreTheSlopesOfTheLikelihood(ModelKind kind) {
        GroupedHistories histories = Cdnow.histories();
        Objective likelihood = kind.likelihood(histories);
        Random random = new Random(11);
        for (int i = 0; i < 20; i++) {
            double[] at = random.doubles(4, -2, 3).toArray();
            double[] gradient = new double[4];
            double[] unused = new double[4];
            likelihood.value(at, gradient);
            for (int j = 0; j < 4; j++) {
                double[] above = at.clone();
                double[] below = at.clone();
                above[j] += 1e-5;
                below[j] -= 1e-5;
                double slope = (likelihood.value(above, unused) - likelihood.value(below, unused)) / 2e-5;
                assertThat(gradient[j]).isCloseTo(slope, within(1e-7 * (1 + Math.abs(slope))));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theGroupedLikelihoodIsTheSumOverCustomers(ModelKind kind) {
        PurchaseModel model = kind.with(.5, 6, .9, 2);
        double sum = Cdnow.customers().stream()
                .mapToDouble(c -> model.logLikelihood(c.history()))
                .sum();
        double[] at = model.parameters().stream().mapToDouble(Math::log).toArray();

        double grouped = kind.likelihood(Cdnow.histories()).value(at, new double[4]) * 2357;

        assertThat(grouped).isCloseTo(sum, within(1e-8));
    }

    @ParameterizedTest
    @EnumSource
    void probabilitiesOfCountsAddUpToOneAndToTheExpectation(ModelKind kind) {
        PurchaseModel model = kind.with(.5, 6, .9, 2);
        double[] probabilities = IntStream.range(0, 400)
                .mapToDouble(n -> model.probabilityOf(n, 30))
                .toArray();

        assertThat(IntStream.range(0, 400).mapToDouble(n -> probabilities[n]).sum())
                .isCloseTo(1, within(1e-10));
        assertThat(IntStream.range(0, 400)
                        .mapToDouble(n -> n * probabilities[n])
                        .sum())
                .isCloseTo(model.expectedPurchases(30), within(1e-8));
    }

    /** E = P(active) times (a + b + x - 1) / (a - 1) times a bracket with a hypergeometric function: Fader, Hardie and Lee. */
    @Test
    void bgNbdExpectsWhatThePaperDoes() {
        double r = .243;
        double alpha = 4.414;
        double a = .793;
        double b = 2.426;
        double t = 39;
        int x = SOME.repeats();
        double hypergeometric = 0;
        double term = 1;
        double z = t / (alpha + SOME.age() + t);
        for (int j = 0; j < 500; j++) {
            hypergeometric += term;
            term *= (r + x + j) * (b + x + j) / ((a + b + x - 1 + j) * (j + 1)) * z;
        }
        double bracket = 1 - Math.pow((alpha + SOME.age()) / (alpha + SOME.age() + t), r + x) * hypergeometric;
        double odds = a / (b + x - 1) * Math.pow((alpha + SOME.age()) / (alpha + SOME.recency()), r + x);

        assertThat(ModelKind.BG_NBD.with(r, alpha, a, b).expectedPurchases(SOME, t))
                .isCloseTo((a + b + x - 1) / (a - 1) * bracket / (1 + odds), within(1e-12));
    }

    /** Integrates the individual likelihood over both rates, step by step as in the definition of the model. */
    @Test
    void paretoNbdIsTheMixtureThatDefinesIt() {
        double r = 1.3;
        double alpha = 9;
        double s = 1.7;
        double beta = 12;
        int x = SOME.repeats();
        UnivariateFunction ofStopping = mu -> mixture(
                lambda -> Math.pow(lambda, x)
                        / (lambda + mu)
                        * (mu * Math.exp(-(lambda + mu) * SOME.recency())
                                + lambda * Math.exp(-(lambda + mu) * SOME.age())),
                r,
                alpha);
        double likelihood = mixture(ofStopping, s, beta);

        assertThat(new ParetoNbd(r, alpha, s, beta).logLikelihood(SOME)).isCloseTo(Math.log(likelihood), within(1e-5));
    }

    @Test
    void onlyBgNbdTakesSomebodyWithOnePurchaseForSurelyAlive() {
        PurchaseHistory once = new PurchaseHistory(0, 0, 39);

        assertThat(ModelKind.BG_NBD.with(.5, 6, .9, 2).probabilityAlive(once)).isEqualTo(1);
        assertThat(ModelKind.MBG_NBD.with(.5, 6, .9, 2).probabilityAlive(once)).isBetween(0.1, 0.9);
        assertThat(ModelKind.PARETO_NBD.with(.5, 6, .9, 20).probabilityAlive(once))
                .isBetween(0.1, 0.9);
    }

    @ParameterizedTest
    @EnumSource
    void silenceIsLessLikelyTheLongerItLasts(ModelKind kind) {
        PurchaseModel model = kind.with(.5, 6, .9, 2);

        assertThat(model.probabilityOfSilence(SOME, 0)).isCloseTo(1, within(1e-12));
        assertThat(model.probabilityOfSilence(SOME, 10))
                .isLessThan(1)
                .isGreaterThan(model.probabilityOfSilence(SOME, 50));
        assertThat(model.probabilityOfSilence(SOME, 1e9)).isGreaterThan(1 - model.probabilityAlive(SOME) - 1e-12);
    }

    @Test
    void gammaGammaIsTheMixtureThatDefinesIt() {
        double p = 6;
        double q = 4;
        double gamma = 15;
        GroupedSpend one = new GroupedSpend().add(3, 30, 1);
        double density = mixture(
                nu -> Math.exp(
                        3 * p * Math.log(3 * nu) + (3 * p - 1) * Math.log(30) - 3 * nu * 30 - Gamma.logGamma(3 * p)),
                q,
                gamma);
        double expected = Math.log(density);

        // B(px, q) in place of three log-gammas, as Fader and Hardie write it.
        double written = -Beta.logBeta(3 * p, q)
                + q * Math.log(gamma)
                + (3 * p - 1) * Math.log(30)
                + 3 * p * Math.log(3)
                - (3 * p + q) * Math.log(gamma + 90);

        assertThat(written).isCloseTo(expected, within(1e-5));
        assertThat(one.customers()).isEqualTo(1);
        assertThat(new GammaGamma(p, q, gamma).expectedSpend(3, 30))
                .isCloseTo(p * (gamma + 90) / (3 * p + q - 1), within(1e-12));
    }

    @Test
    void thereAreNoSuchHistoriesAndNoSuchParameters() {
        assertThatIllegalArgumentException().isThrownBy(() -> new PurchaseHistory(-1, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new PurchaseHistory(1, 2, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new PurchaseHistory(0, 1, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> new PurchaseHistory(1, Double.NaN, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> ModelKind.BG_NBD.with(1, 1, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> ModelFit.of(ModelKind.BG_NBD, new GroupedHistories()));
        assertThatIllegalArgumentException().isThrownBy(() -> GammaGamma.fit(new GroupedSpend()));
    }

    /** The mean of a function of a rate that is gamma distributed. */
    private static double mixture(UnivariateFunction of, double shape, double rate) {
        double logConstant = shape * Math.log(rate) - Gamma.logGamma(shape);
        UnivariateFunction density = x -> of.value(x) * Math.exp(logConstant + (shape - 1) * Math.log(x) - rate * x);
        return new IterativeLegendreGaussIntegrator(24, 1e-8, 1e-14)
                .integrate(1_000_000, density, 1e-12, 40 * (shape + 1) / rate / 8);
    }
}
