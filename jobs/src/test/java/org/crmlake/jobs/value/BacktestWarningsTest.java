package org.crmlake.jobs.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.crmlake.jobs.btyd.ModelKind;
import org.crmlake.jobs.btyd.PurchaseModel;
import org.crmlake.jobs.value.Backtest.Band;
import org.crmlake.jobs.value.Backtest.Forecast;
import org.junit.jupiter.api.Test;

class BacktestWarningsTest {
    private static final List<Band> NONE = List.of();

    @Test
    void saysWhichForecastWithoutAModelWins() {
        assertThat(of(100, forecast("bg-nbd", 100, 1), forecast("everybody as before", 90, 0.9))
                        .warnings())
                .containsExactly("The forecast 'everybody as before' needs no model and was better than bg-nbd:"
                        + " a root mean square error of 0.9000, not 1.0000.");
    }

    @Test
    void saysByHowMuchTheTotalIsOff() {
        assertThat(of(100, forecast("bg-nbd", 121, 1), forecast("nobody comes back", 0, 2))
                        .warnings())
                .containsExactly("In all 121 purchases were expected and there were 100: off by more than 20 %.");
        assertThat(of(100, forecast("bg-nbd", 79, 1)).warnings()).hasSize(1);
        assertThat(of(0, forecast("bg-nbd", 3, 1)).warnings()).hasSize(1);
        assertThat(of(100, forecast("bg-nbd", Double.NaN, Double.NaN)).warnings())
                .hasSize(1);
    }

    @Test
    void isSilentWhereTheModelIsTheBestAndClose() {
        assertThat(of(100, forecast("bg-nbd", 119, 1), forecast("everybody like the mean", 100, 1.5))
                        .warnings())
                .isEmpty();
    }

    /** Everybody goes on buying every week, and the model is of people who hardly ever do. */
    @Test
    void aModelThatIsWrongLosesToGoingOnAsBefore() {
        PurchaseModel wrong = ModelKind.BG_NBD.with(1, 1000, 1, 1);

        assertThat(Backtest.of(wrong, Period.WEEK, 10, List.of(new Backtest.Group(10, 70, 70, 10, 50)))
                        .warnings())
                .anySatisfy(
                        warning -> assertThat(warning).startsWith("The forecast 'everybody as before' needs no model"))
                .anySatisfy(warning -> assertThat(warning).endsWith(": off by more than 20 %."));
    }

    private static Backtest of(double actual, Forecast... forecasts) {
        return new Backtest(10, actual, List.of(forecasts), NONE, NONE);
    }

    private static Forecast forecast(String name, double total, double error) {
        return new Forecast(name, total, error, error);
    }
}
