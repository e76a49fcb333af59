package org.crmlake.jobs.value;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.crmlake.jobs.Tenths;
import org.crmlake.jobs.btyd.PurchaseModel;

/**
 * How well a model foretold the purchases after a cut.
 *
 * @param customers how many bought before the cut
 * @param actual how many purchases they made within the horizon
 * @param forecasts of the model first, then of what somebody would say who has none
 * @param byFrequency means by the number of repeat purchases before the cut, the last band open
 * @param byDecile means by {@link Tenths} of the customers, the least promising first
 */
record Backtest(long customers, double actual, List<Forecast> forecasts, List<Band> byFrequency, List<Band> byDecile) {
    private static final int LAST_FREQUENCY = 7;

    /** A total that is off by a larger share of what happened is worth a warning. */
    private static final double OFF_BY = 0.2;

    /**
     * Customers with the same history who also bought as often afterwards.
     *
     * @param purchases after the cut
     */
    record Group(int repeats, int recencyDays, int ageDays, int purchases, long customers) {}

    /**
     * What somebody foretells.
     *
     * @param total the purchases of all customers
     * @param meanAbsoluteError the mean over customers of how far the forecast is off
     * @param rootMeanSquareError the root of the mean of its square
     */
    record Forecast(String name, double total, double meanAbsoluteError, double rootMeanSquareError) {}

    /** Customers of a kind: how many they are, what they bought and what was foretold, each on average. */
    record Band(String name, long customers, double actual, double expected) {}

    Backtest {
        forecasts = List.copyOf(forecasts);
        byFrequency = List.copyOf(byFrequency);
        byDecile = List.copyOf(byDecile);
    }

    /** Returns in words what speaks against the model, in full sentences. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        Forecast model = forecasts.get(0);
        for (Forecast simple : forecasts.subList(1, forecasts.size())) {
            if (simple.rootMeanSquareError() < model.rootMeanSquareError()) {
                warnings.add(String.format(
                        Locale.ROOT,
                        "The forecast '%s' needs no model and was better than %s: a root mean square error of %.4f, not %.4f.",
                        simple.name(),
                        model.name(),
                        simple.rootMeanSquareError(),
                        model.rootMeanSquareError()));
            }
        }
        if (!(Math.abs(model.total() - actual) <= OFF_BY * actual)) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "In all %.0f purchases were expected and there were %.0f: off by more than %.0f %%.",
                    model.total(),
                    actual,
                    100 * OFF_BY));
        }
        return warnings;
    }

    /**
     * Holds a model against what happened.
     *
     * @param horizon in periods
     */
    static Backtest of(PurchaseModel model, Period period, int horizon, List<Group> groups) {
        double horizonDays = (double) horizon * period.days();
        double ages = sum(groups, group -> group.customers() * (double) group.ageDays());
        double meanRate = ages == 0 ? 0 : sum(groups, group -> group.customers() * (double) group.repeats()) / ages;
        Map<Group, Double> expected = new LinkedHashMap<>();
        groups.forEach(group -> expected.put(
                group,
                model.expectedPurchases(
                        period.history(group.repeats(), group.recencyDays(), group.ageDays()), horizon)));
        return new Backtest(
                (long) sum(groups, Group::customers),
                sum(groups, group -> group.customers() * (double) group.purchases()),
                List.of(
                        forecast(model.kind().toString(), groups, expected::get),
                        forecast(
                                "everybody as before",
                                groups,
                                group -> group.ageDays() == 0 ? 0 : group.repeats() * horizonDays / group.ageDays()),
                        forecast("everybody like the mean", groups, group -> meanRate * horizonDays),
                        forecast("nobody comes back", groups, group -> 0)),
                byFrequency(groups, expected),
                byDecile(groups, expected));
    }

    private static Forecast forecast(String name, List<Group> groups, ToDoubleFunction<Group> of) {
        double customers = sum(groups, Group::customers);
        double total = sum(groups, group -> group.customers() * of.applyAsDouble(group));
        double absolute =
                sum(groups, group -> group.customers() * Math.abs(of.applyAsDouble(group) - group.purchases()));
        double square =
                sum(groups, group -> group.customers() * Math.pow(of.applyAsDouble(group) - group.purchases(), 2));
        return new Forecast(name, total, absolute / customers, Math.sqrt(square / customers));
    }

    private static List<Band> byFrequency(List<Group> groups, Map<Group, Double> expected) {
        List<Band> bands = new ArrayList<>();
        for (int frequency = 0; frequency <= LAST_FREQUENCY; frequency++) {
            int wanted = frequency;
            List<Group> within = groups.stream()
                    .filter(group -> Math.min(LAST_FREQUENCY, group.repeats()) == wanted)
                    .toList();
            add(bands, frequency + (frequency == LAST_FREQUENCY ? "+" : ""), within, expected);
        }
        return bands;
    }

    private static List<Band> byDecile(List<Group> groups, Map<Group, Double> expected) {
        List<Group> rising = groups.stream()
                .sorted(Comparator.comparingDouble(expected::get))
                .toList();
        double customers = sum(groups, Group::customers);
        List<List<Group>> deciles = new ArrayList<>();
        for (int i = 0; i < Tenths.PARTS; i++) {
            deciles.add(new ArrayList<>());
        }
        double below = 0;
        for (int from = 0, to = 0; from < rising.size(); from = to) {
            while (to < rising.size() && expected.get(rising.get(to)) <= expected.get(rising.get(from))) {
                to++;
            }
            List<Group> equals = rising.subList(from, to);
            double equal = sum(equals, Group::customers);
            deciles.get(Tenths.of(below, equal, customers) - 1).addAll(equals);
            below += equal;
        }
        List<Band> bands = new ArrayList<>();
        for (int i = 0; i < Tenths.PARTS; i++) {
            add(bands, Integer.toString(i + 1), deciles.get(i), expected);
        }
        return bands;
    }

    private static void add(List<Band> bands, String name, List<Group> groups, Map<Group, Double> expected) {
        double customers = sum(groups, Group::customers);
        if (customers > 0) {
            bands.add(new Band(
                    name,
                    (long) customers,
                    sum(groups, group -> group.customers() * (double) group.purchases()) / customers,
                    sum(groups, group -> group.customers() * expected.get(group)) / customers));
        }
    }

    private static double sum(List<Group> groups, ToDoubleFunction<Group> of) {
        return groups.stream().mapToDouble(of).sum();
    }
}
