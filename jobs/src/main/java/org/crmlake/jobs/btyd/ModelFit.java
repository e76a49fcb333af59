package org.crmlake.jobs.btyd;

import java.util.Arrays;
import java.util.function.Function;
import org.crmlake.jobs.btyd.MaximumLikelihood.Optimum;

/**
 * Fits the models of {@link ModelKind} by maximum likelihood, from several starts. Where there are very many groups, an even part of them
 * tells which start is the best; the way to the top is on all.
 */
public final class ModelFit {
    /** A ratio between 1e-6 and 1e6: beyond, neither likelihood nor scores change in a digit that anybody reads. */
    private static final double WIDTH = Math.log(1e6);

    /** The parameters of each start, times in units of the mean age of a customer. */
    private static final double[][] STARTS = {{0.5, 0.25, 0.8, 2}, {1.5, 1, 0.3, 0.7}, {0.2, 0.05, 2, 10}};

    /** So many groups tell which start is the best and bring it close to the top. */
    private static final int ENOUGH_FOR_A_START = 10_000;

    private ModelFit() {}

    /**
     * Fits a model.
     *
     * @throws IllegalArgumentException if there are no customers, or none has an age above 0
     */
    public static Fit of(ModelKind kind, GroupedHistories histories) {
        return of(kind, histories, kind::likelihood);
    }

    /** As {@link #of(ModelKind, GroupedHistories)}, by the likelihood of {@code kind} that is given. */
    static Fit of(ModelKind kind, GroupedHistories histories, Function<GroupedHistories, Objective> likelihood) {
        double meanAge = histories.size() == 0 ? 0 : histories.meanAge();
        if (!(meanAge > 0)) {
            throw new IllegalArgumentException("there is no time after the first purchase in these histories");
        }
        double[] scale =
                kind == ModelKind.PARETO_NBD ? new double[] {1, meanAge, 1, meanAge} : new double[] {1, meanAge, 1, 1};
        double[] centre = logOf(scale);
        double[] lowest = Arrays.stream(centre).map(log -> log - WIDTH).toArray();
        double[] highest = Arrays.stream(centre).map(log -> log + WIDTH).toArray();
        double[][] starts = Arrays.stream(STARTS)
                .map(start -> {
                    double[] scaled = logOf(start);
                    Arrays.setAll(scaled, i -> scaled[i] + centre[i]);
                    return scaled;
                })
                .toArray(double[][]::new);
        Optimum optimum = MaximumLikelihood.find(
                likelihood.apply(histories),
                likelihood.apply(histories.thinned(ENOUGH_FOR_A_START)),
                lowest,
                highest,
                starts);
        return Fit.of(kind.parameterNames(), optimum, lowest, highest, histories.customers());
    }

    private static double[] logOf(double[] values) {
        return Arrays.stream(values).map(Math::log).toArray();
    }
}
