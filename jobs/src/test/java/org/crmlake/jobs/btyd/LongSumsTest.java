package org.crmlake.jobs.btyd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Expectations at parameters with which somebody who cannot stop would buy up to a billion times, and more. */
class LongSumsTest {
    /** A sum of so few terms that it is taken term by term, and the integral of the same. */
    @Test
    void anIntegralIsItsSum() {
        Random random = new Random(3);
        for (int i = 0; i < 500; i++) {
            double a = Math.pow(10, 8 * random.nextDouble() - 4);
            double b = Math.pow(10, 8 * random.nextDouble() - 4);
            double shape = Math.pow(10, 4 * random.nextDouble() - 3);
            double growth = random.nextDouble();
            PurchaseModel model = ModelKind.BG_NBD.with(shape, 1, a, b);
            StopMixture mixture = new StopMixture(a, b, growth, shape);

            assertThat(mixture.mean() / model.expectedPurchases(growth))
                    .as("a %s b %s shape %s growth %s", a, b, shape, growth)
                    .isCloseTo(1, within(1e-10));
            assertThat(mixture.points()).isLessThan(1000);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1e-6, 1e-6, 1e12, 1e6",
        "1e-6, 1e6, 1e12, 1e6",
        "1e6, 1e-6, 1e12, 1e6",
        "1e6, 1e6, 1e12, 1e6",
        "1e9, 1e9, 1e12, 1e9",
        "0.8, 2.4, 1e15, 1e-6",
        "1e-12, 1e-12, 1e-12, 1e-12",
        "1e-100, 1e-100, 1e100, 1",
        "1e150, 1e150, 1e150, 1e150"
    })
    void anIntegralTakesFewPointsWhateverTheParameters(double a, double b, double growth, double shape) {
        StopMixture mixture = new StopMixture(a, b, growth, shape);

        assertThat(mixture.mean()).isFinite().isNotNegative();
        assertThat(mixture.points()).isLessThan(8000);
    }

    /** If a is above 1 and nothing ends it, one buys (a + b - 1) / (a - 1) times. */
    @Test
    void purchasesAfterAVeryLongTimeAreThoseBeforeTheStop() {
        assertThat(ModelKind.BG_NBD.with(2, 1e-6, 3, 5).expectedPurchases(1e6)).isCloseTo(3.5, within(1e-9));
    }

    /** With b far above a nobody stops, and one buys at the mean rate. */
    @Test
    void whoCannotStopBuysAtTheMeanRate() {
        PurchaseModel model = ModelKind.BG_NBD.with(1e4, 1e-2, 1e-6, 1e15);

        assertThat(model.expectedPurchases(100) / 1e8).isCloseTo(1, within(1e-6));
    }

    @ParameterizedTest
    @EnumSource
    void modelsAtTheCornersOfTheirSpaceHaveScores(ModelKind kind) {
        double[] ends = {1e-6, 1, 1e6};
        for (double first : ends) {
            for (double second : ends) {
                for (double third : ends) {
                    for (double fourth : ends) {
                        PurchaseModel model = kind.with(first, 50 * second, third, fourth);
                        String what = model.toString();
                        assertThat(model.expectedPurchases(520))
                                .as(what)
                                .isFinite()
                                .isNotNegative();
                        assertThat(model.expectedPurchases(new PurchaseHistory(0, 0, 0), 520))
                                .as(what)
                                .isFinite()
                                .isNotNegative();
                        assertThat(model.expectedPurchases(new PurchaseHistory(300, 90, 100), 520))
                                .as(what)
                                .isFinite()
                                .isNotNegative();
                        assertThat(model.probabilityOf(0, 520)).as(what).isBetween(0.0, 1 + 1e-9);
                        assertThat(model.probabilityOf(3, 520)).as(what).isBetween(0.0, 1 + 1e-9);
                        assertThat(model.probabilityOfSilence(new PurchaseHistory(300, 90, 100), 52))
                                .as(what)
                                .isBetween(-1e-12, 1 + 1e-12);
                    }
                }
            }
        }
    }

    @Test
    void probabilitiesOfAllNumbersAddUpToOneWhereThereAreManyPurchases() {
        for (ModelKind kind : ModelKind.values()) {
            boolean slow = kind == ModelKind.PARETO_NBD;
            PurchaseModel model = kind.with(slow ? 40 : 400, slow ? 1 : 0.1, 0.5, 2);
            double all = 0;
            for (int count = 0; count < (slow ? 1_200 : 60_000); count++) {
                all += model.probabilityOf(count, 10);
            }
            assertThat(all).as(kind.toString()).isCloseTo(1, within(1e-7));
        }
    }
}
