package org.crmlake.jobs.btyd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Data that do not tell all parameters: nobody ever stops. */
class EdgeTest {
    @ParameterizedTest
    @EnumSource
    void isSaidInWordsAndScoresStayUsable(ModelKind kind) {
        Fit fit = ModelFit.of(kind, withoutEnd(3000));

        assertThat(fit.warnings()).isNotEmpty().anySatisfy(warning -> assertThat(warning)
                .containsAnyOf("ran to the", "say little", "is flat"));
        PurchaseModel model = kind.with(fit.parameters());
        PurchaseHistory faithful = new PurchaseHistory(8, 37, 39);
        assertThat(model.probabilityAlive(faithful)).isGreaterThan(0.98);
        // Two in the gamma-distributed rate's own mean: (r + x) / (alpha + T) = 10 / (10 + 39) a week.
        assertThat(model.expectedPurchases(faithful, 10)).isBetween(1.8, 2.3);
    }

    /** Poisson purchases at gamma rates (2, 10) for 39 weeks. */
    private static GroupedHistories withoutEnd(int customers) {
        Random random = new Random(3);
        GroupedHistories histories = new GroupedHistories();
        for (int i = 0; i < customers; i++) {
            double rate = -(Math.log(random.nextDouble()) + Math.log(random.nextDouble())) / 10;
            double time = 0;
            double last = 0;
            int repeats = -1;
            while (time < 39) {
                last = time;
                repeats++;
                time -= Math.log(random.nextDouble()) / rate;
            }
            histories.add(new PurchaseHistory(repeats, last, 39), 1);
        }
        return histories;
    }
}
