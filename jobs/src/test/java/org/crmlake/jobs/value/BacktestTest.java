package org.crmlake.jobs.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.crmlake.jobs.btyd.Fit;
import org.crmlake.jobs.btyd.ModelKind;
import org.crmlake.jobs.btyd.PurchaseModel;
import org.crmlake.jobs.value.Backtest.Forecast;
import org.crmlake.jobs.value.Backtest.Group;
import org.junit.jupiter.api.Test;

class BacktestTest {
    private static final PurchaseModel MODEL = ModelKind.BG_NBD.with(.243, 4.414, .793, 2.426);
    private static final List<Group> GROUPS = List.of(
            new Group(0, 0, 70, 0, 80),
            new Group(0, 0, 70, 1, 10),
            new Group(2, 35, 70, 3, 5),
            new Group(9, 63, 70, 8, 5));

    private final Backtest backtest = Backtest.of(MODEL, Period.WEEK, 10, GROUPS);

    @Test
    void addsUpWhatHappenedAndWhatWasExpected() {
        double once = MODEL.expectedPurchases(Period.WEEK.history(0, 0, 70), 10);
        double thrice = MODEL.expectedPurchases(Period.WEEK.history(2, 35, 70), 10);
        double often = MODEL.expectedPurchases(Period.WEEK.history(9, 63, 70), 10);
        Forecast forecast = backtest.forecasts().get(0);

        assertThat(backtest.customers()).isEqualTo(100);
        assertThat(backtest.actual()).isEqualTo(10 + 15 + 40);
        assertThat(forecast.total()).isCloseTo(90 * once + 5 * thrice + 5 * often, within(1e-9));
        assertThat(forecast.meanAbsoluteError())
                .isCloseTo(
                        (80 * once + 10 * (1 - once) + 5 * Math.abs(thrice - 3) + 5 * Math.abs(often - 8)) / 100,
                        within(1e-9));
    }

    @Test
    void comparesWithWhatAnybodyCouldSay() {
        Map<String, Forecast> forecasts = backtest.forecasts().stream()
                .collect(java.util.stream.Collectors.toMap(Forecast::name, forecast -> forecast));

        // Horizon and age are both ten weeks, so everybody buys as often again.
        assertThat(forecasts.get("everybody as before").total()).isCloseTo(5 * 2 + 5 * 9, within(1e-9));
        assertThat(forecasts.get("everybody like the mean").total()).isCloseTo(55, within(1e-9));
        assertThat(forecasts.get("nobody comes back").meanAbsoluteError()).isCloseTo(0.65, within(1e-9));
    }

    @Test
    void bandsHoldEveryCustomerOnce() {
        assertThat(backtest.byFrequency()).extracting(Backtest.Band::name).containsExactly("0", "2", "7+");
        assertThat(backtest.byFrequency()).extracting(Backtest.Band::customers).containsExactly(90L, 5L, 5L);
        assertThat(backtest.byDecile().stream()
                        .mapToLong(Backtest.Band::customers)
                        .sum())
                .isEqualTo(100);
        // Ninety with equal forecasts stay together; the others have nine tenths of the customers below.
        assertThat(backtest.byDecile()).extracting(Backtest.Band::name).containsExactly("5", "10");
    }

    @Test
    void thePageNeedsNothingFromElsewhere() {
        Fit fit = new Fit(
                ModelKind.BG_NBD.parameterNames(),
                MODEL.parameters(),
                List.of(.01, .1, .1, Double.NaN),
                List.of(),
                -100,
                5,
                true,
                List.of("b < 1 & \"odd\"."));
        StoredModel model = new StoredModel(
                "bg-nbd-x", "bg-nbd", LocalDate.of(2026, 1, 1), Period.WEEK, fit, 100, 4, "f", Map.of(), Map.of(), "1");

        String page = BacktestPage.of(model, backtest, 10, LocalDate.of(2026, 3, 12));

        assertThat(page)
                .startsWith("<!DOCTYPE html>")
                .contains("prefers-color-scheme: dark", "width=device-width", "<svg", "b &lt; 1 &amp; &quot;odd&quot;.")
                .contains("held against the 10 weeks until 2026-03-12")
                .doesNotContain("http", "src=", "NaN");
    }
}
