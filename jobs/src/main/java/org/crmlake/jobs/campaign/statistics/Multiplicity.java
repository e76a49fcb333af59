package org.crmlake.jobs.campaign.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** p-values of several comparisons, raised for their number. Those that are not a number stay so and do not count. */
public final class Multiplicity {
    private Multiplicity() {}

    /**
     * Returns p-values such that the chance of any false alarm stays below the limit one compares them with (S. Holm, A simple
     * sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6 (1979)).
     */
    public static double[] holm(double... pValues) {
        double[] adjusted = nothing(pValues);
        Integer[] rising = rising(pValues);
        double largest = 0;
        for (int rank = 0; rank < rising.length; rank++) {
            largest = Math.max(largest, Math.min(1, (rising.length - rank) * pValues[rising[rank]]));
            adjusted[rising[rank]] = largest;
        }
        return adjusted;
    }

    /**
     * Returns p-values such that the expected share of false alarms among all alarms stays below the limit one compares them
     * with (Y. Benjamini and Y. Hochberg, Controlling the false discovery rate, JRSS B 57 (1995)).
     */
    public static double[] benjaminiHochberg(double... pValues) {
        double[] adjusted = nothing(pValues);
        Integer[] rising = rising(pValues);
        double smallest = 1;
        for (int rank = rising.length - 1; rank >= 0; rank--) {
            smallest = Math.min(smallest, rising.length * pValues[rising[rank]] / (rank + 1));
            adjusted[rising[rank]] = smallest;
        }
        return adjusted;
    }

    private static double[] nothing(double... pValues) {
        double[] adjusted = new double[pValues.length];
        Arrays.fill(adjusted, Double.NaN);
        return adjusted;
    }

    private static Integer[] rising(double... pValues) {
        return IntStream.range(0, pValues.length)
                .filter(i -> !Double.isNaN(pValues[i]))
                .boxed()
                .sorted(Comparator.comparingDouble(i -> pValues[i]))
                .toArray(Integer[]::new);
    }
}
