package org.crmlake.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One side of a comparison.
 *
 * @param what what was measured
 * @param values the values, one a run, in the unit of the comparison
 * @param cpuSeconds the CPU seconds of the same runs; empty where the value is not a time
 */
record Side(String what, List<Double> values, List<Double> cpuSeconds) {
    static Side named(String what) {
        return new Side(what, new ArrayList<>(), new ArrayList<>());
    }

    void add(Run run) {
        values.add(run.wall().toMillis() / 1000.0);
        cpuSeconds.add(run.cpu().toMillis() / 1000.0);
    }

    double median() {
        return median(values);
    }

    double cpuMedian() {
        return median(cpuSeconds);
    }

    double most() {
        return values.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    }

    /** Returns a sentence on how this grew from {@code smaller}, with a space before it; nothing if there is no such size. */
    String growthFrom(Side smaller) {
        return smaller == null
                ? ""
                : String.format(
                        Locale.ROOT, " %.1f times the seconds of the size before.", median() / smaller.median());
    }

    private static double median(List<Double> numbers) {
        List<Double> sorted = numbers.stream().sorted().toList();
        int middle = sorted.size() / 2;
        if (sorted.isEmpty()) {
            return Double.NaN;
        }
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
