package org.crmlake.jobs.btyd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Where naive formulas overflow, cancel or divide by zero. */
class StabilityTest {
    private static final PurchaseModel FREQUENT = ModelKind.PARETO_NBD.with(.5143, 2.8845, .2856, 14.1087);

    @Test
    void bgNbdLikelihoods() {
        PurchaseModel model = ModelKind.BG_NBD.with(.25, 4, .8, 2.5);

        assertThat(model.logLikelihood(new PurchaseHistory(0, 0, 40))).isCloseTo(-0.59947382, within(5e-9));
        assertThat(model.logLikelihood(new PurchaseHistory(200, 38, 40))).isCloseTo(100.7957, within(5e-5));
    }

    @ParameterizedTest
    @CsvSource({
        "221,103.42857,103.57143,0.99959605",
        "254,97.14286,97.28571,0.99955823",
        "161,94.71429,98,0.74948775",
        "204,98.57143,99.42857,0.99425508"
    })
    void paretoNbdOfFrequentBuyers(int repeats, double recency, double age, double alive) {
        PurchaseHistory history = new PurchaseHistory(repeats, recency, age);

        assertThat(FREQUENT.logLikelihood(history)).isFinite();
        assertThat(FREQUENT.probabilityAlive(history)).isCloseTo(alive, within(5e-9));
    }

    @ParameterizedTest
    @CsvSource({"132,6.2060517890", "133,6.2528722476"})
    void paretoNbdOfManyPurchases(int repeats, double published) {
        PurchaseModel model = ModelKind.PARETO_NBD.with(.55, 10.58, .61, 11.67);

        assertThat(model.expectedPurchases(new PurchaseHistory(repeats, 200, 200), 10))
                .isCloseTo(published, within(5e-10));
    }

    @ParameterizedTest
    @EnumSource
    void extremeHistoriesHaveNumbers(ModelKind kind) {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            PurchaseModel model = kind.with(any(random), any(random), any(random), any(random));
            int repeats = random.nextInt(4) == 0 ? 0 : random.nextInt(3000);
            double age = 1 + 2000 * random.nextDouble();
            double recency = repeats == 0 ? 0 : random.nextInt(3) == 0 ? age : age * random.nextDouble();
            PurchaseHistory history = new PurchaseHistory(repeats, recency, age);
            String what = model + " of " + history;

            assertThat(model.logLikelihood(history)).as(what).isFinite();
            assertThat(model.probabilityAlive(history)).as(what).isBetween(0.0, 1.0);
            assertThat(model.probabilityOfSilence(history, 10)).as(what).isBetween(-1e-12, 1 + 1e-12);
            double soon = model.expectedPurchases(history, 1);
            double later = model.expectedPurchases(history, 100);
            assertThat(soon).as(what).isFinite().isNotNegative();
            assertThat(later).as(what).isFinite().isGreaterThanOrEqualTo(soon * (1 - 1e-10));
        }
    }

    /** The published expression divides by a - 1, and by s - 1. */
    @Test
    void nothingHappensWhereADenominatorIsZero() {
        PurchaseHistory history = new PurchaseHistory(3, 20, 39);
        for (ModelKind kind : ModelKind.values()) {
            double below = kind.with(.5, 5, 1 - 1e-7, 2).expectedPurchases(history, 52);
            double at = kind.with(.5, 5, 1, 2).expectedPurchases(history, 52);
            double above = kind.with(.5, 5, 1 + 1e-7, 2).expectedPurchases(history, 52);

            assertThat(at).isBetween(Math.min(below, above), Math.max(below, above));
            assertThat(above).isCloseTo(below, within(1e-6));
        }
    }

    /** A parameter from 1/1000 to 1000. */
    private static double any(Random random) {
        return Math.pow(10, 6 * random.nextDouble() - 3);
    }
}
