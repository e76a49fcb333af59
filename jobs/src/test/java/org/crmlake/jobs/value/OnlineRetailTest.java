package org.crmlake.jobs.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.crmlake.jobs.btyd.Fit;
import org.crmlake.jobs.btyd.GroupedHistories;
import org.crmlake.jobs.btyd.ModelFit;
import org.crmlake.jobs.btyd.ModelKind;
import org.crmlake.jobs.btyd.PurchaseHistory;
import org.crmlake.jobs.btyd.PurchaseModel;
import org.crmlake.jobs.value.Backtest.Forecast;
import org.crmlake.jobs.value.Backtest.Group;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real shop whose data begin in the middle of its life: hardly anybody is seen to stop, and the likelihoods run to the edge. */
class OnlineRetailTest {
    private static final int JULY_AND_AUGUST = 62;

    @ParameterizedTest
    @EnumSource
    void saysInWordsThatTheDataDoNotTellAParameter(ModelKind kind) {
        List<int[]> rows = rows("histories.csv");
        assertThat(rows.stream().mapToInt(row -> row[3]).sum()).isEqualTo(3317);

        Fit fit = ModelFit.of(kind, grouped(rows, Period.WEEK));

        assertThat(fit.warnings())
                .anySatisfy(warning -> assertThat(warning).containsAnyOf("ran to the", "say little", "is flat"));
        assertThat(fit.parameters()).allMatch(Double::isFinite);
        // At the edge nobody stops, and all three are the negative binomial model of purchases alone.
        assertThat(fit.logLikelihood()).isCloseTo(-21755.348, within(1e-3));
        assertThat(fit.parameters().get(0)).isCloseTo(0.72264, within(1e-5));
        assertThat(fit.parameters().get(1)).isCloseTo(9.42454, within(1e-5));
        PurchaseModel model = kind.with(fit.parameters());
        for (int[] row : rows) {
            PurchaseHistory history = Period.WEEK.history(row[0], row[1], row[2]);
            assertThat(model.probabilityAlive(history)).isBetween(0.99, 1.0);
            assertThat(model.probabilityOfSilence(history, 13)).isBetween(0.0, 1.0);
            assertThat(model.expectedPurchases(history, 13)).isBetween(0.0, 13 * 7.0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void foretellsTheNextMonthsAllTheSame(ModelKind kind) {
        List<int[]> rows = rows("holdout.csv");
        PurchaseModel model =
                kind.with(ModelFit.of(kind, grouped(rows, Period.DAY)).parameters());
        List<Group> groups = rows.stream()
                .map(row -> new Group(row[0], row[1], row[2], row[3], row[4]))
                .toList();

        Backtest backtest = Backtest.of(model, Period.DAY, JULY_AND_AUGUST, groups);

        Forecast forecast = backtest.forecasts().get(0);
        assertThat(backtest.actual()).isEqualTo(1972);
        assertThat(forecast.total()).isBetween(0.8 * 1972, 1.2 * 1972);
        assertThat(backtest.forecasts().subList(1, 4)).allSatisfy(naive -> assertThat(forecast.rootMeanSquareError())
                .as(naive.name())
                .isLessThan(naive.rootMeanSquareError()));
    }

    private static GroupedHistories grouped(List<int[]> rows, Period period) {
        GroupedHistories histories = new GroupedHistories();
        rows.forEach(row -> histories.add(period.history(row[0], row[1], row[2]), row[row.length - 1]));
        return histories;
    }

    private static List<int[]> rows(String name) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                OnlineRetailTest.class.getResourceAsStream("/online-retail/" + name), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .skip(1)
                    .map(line -> Arrays.stream(line.split(","))
                            .mapToInt(Integer::parseInt)
                            .toArray())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
