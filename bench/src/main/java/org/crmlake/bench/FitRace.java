package org.crmlake.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.crmlake.jobs.btyd.Fit;
import org.crmlake.jobs.btyd.GroupedHistories;
import org.crmlake.jobs.btyd.ModelFit;
import org.crmlake.jobs.btyd.ModelKind;
import org.crmlake.jobs.btyd.PurchaseHistory;
import org.crmlake.jobs.btyd.PurchaseModel;

/**
 * Fits BG/NBD on {@link Shoppers}, in one of two ways: as crmlake does, or as one would write it down from the paper: the likelihood is
 * the sum over customers, its slope a difference, and a quasi-Newton method (BFGS, as general optimisers have it) looks for the top. Both
 * begin with the histories of the customers, after a fit of a few that loads what they need.
 */
final class FitRace {
    private static final double[] START = {0, Math.log(10), 0, 0};
    private static final double DIFFERENCE = 1e-4;
    private static final double LONGEST_STEP = 1;
    private static final double SHORTEST_STEP = 1e-9;
    private static final double SMALLEST_GAIN = 1e-14;

    /** Per customer; what differences can tell of a slope. */
    private static final double FLAT = 1e-8;

    private static final int WARM_UP = 20_000;

    private FitRace() {}

    /** {@code grouped CUSTOMERS} or {@code plain CUSTOMERS}; prints seconds, parameters and log-likelihood as JSON. */
    public static void main(String[] arguments) {
        Function<long[], Found> fit = arguments[0].equals("grouped") ? FitRace::grouped : FitRace::plain;
        Found few = fit.apply(Shoppers.histories(WARM_UP));
        long[] histories = Shoppers.histories(Integer.parseInt(arguments[1]));
        long start = System.nanoTime();
        Found found = fit.apply(histories);
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "{\"seconds\": %.6f, \"parameters\": %s, \"log_likelihood\": %.9f, \"terms\": %d, \"terms_before\": %d}%n",
                seconds,
                found.parameters(),
                found.logLikelihood(),
                found.terms(),
                few.terms());
    }

    /** @param terms how many terms the likelihood has */
    private record Found(List<Double> parameters, double logLikelihood, int terms) {}

    /** Counts equal histories in an open hash table, which is full to a half at most. */
    private static Found grouped(long[] histories) {
        int mask = Integer.highestOneBit(4 * histories.length) - 1;
        long[] keys = new long[mask + 1];
        int[] counts = new int[mask + 1];
        for (long history : histories) {
            int place = (int) (history * 0x9E3779B97F4A7C15L >>> 32) & mask;
            while (counts[place] > 0 && keys[place] != history) {
                place = place + 1 & mask;
            }
            keys[place] = history;
            counts[place]++;
        }
        GroupedHistories groups = new GroupedHistories();
        for (int place = 0; place <= mask; place++) {
            if (counts[place] > 0) {
                groups.add(history(keys[place]), counts[place]);
            }
        }
        Fit fit = ModelFit.of(ModelKind.BG_NBD, groups);
        return new Found(fit.parameters(), fit.logLikelihood(), groups.size());
    }

    private static Found plain(long[] histories) {
        PurchaseHistory[] customers =
                Arrays.stream(histories).mapToObj(FitRace::history).toArray(PurchaseHistory[]::new);
        double[] at = START.clone();
        double value = logLikelihood(customers, at);
        double[] slope = slope(customers, at);
        double[][] inverse = unit();
        while (steepest(slope) > FLAT * customers.length) {
            double[] direction = times(inverse, slope);
            double rise = product(direction, slope);
            double length = Math.min(1, LONGEST_STEP / steepest(direction));
            double[] next = plus(at, length, direction);
            double nextValue = logLikelihood(customers, next);
            while (!(nextValue >= value + 1e-4 * length * rise) && length > SHORTEST_STEP) {
                length /= 2;
                next = plus(at, length, direction);
                nextValue = logLikelihood(customers, next);
            }
            if (length <= SHORTEST_STEP) {
                break;
            }
            boolean rose = nextValue - value > SMALLEST_GAIN * Math.abs(value);
            double[] nextSlope = slope(customers, next);
            update(inverse, plus(next, -1, at), plus(slope, -1, nextSlope));
            at = next;
            value = nextValue;
            slope = nextSlope;
            if (!rose) {
                // What is left is the rounding of a sum of a million terms.
                break;
            }
        }
        return new Found(parameters(at), value, customers.length);
    }

    private static double[] slope(PurchaseHistory[] customers, double[] at) {
        double[] slope = new double[at.length];
        for (int i = 0; i < slope.length; i++) {
            double[] above = at.clone();
            double[] below = at.clone();
            above[i] += DIFFERENCE;
            below[i] -= DIFFERENCE;
            slope[i] = (logLikelihood(customers, above) - logLikelihood(customers, below)) / (2 * DIFFERENCE);
        }
        return slope;
    }

    /** The update of Broyden, Fletcher, Goldfarb and Shanno for the inverse of the (negative) second derivatives. */
    private static void update(double[][] inverse, double[] step, double[] change) {
        double both = product(step, change);
        if (!(both > 0)) {
            return;
        }
        double[] moved = times(inverse, change);
        double scale = (1 + product(change, moved) / both) / both;
        for (int i = 0; i < step.length; i++) {
            for (int j = 0; j < step.length; j++) {
                inverse[i][j] += scale * step[i] * step[j] - (moved[i] * step[j] + step[i] * moved[j]) / both;
            }
        }
    }

    private static double[][] unit() {
        double[][] unit = new double[START.length][START.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i][i] = 1;
        }
        return unit;
    }

    private static double[] times(double[][] matrix, double[] vector) {
        return Arrays.stream(matrix).mapToDouble(row -> product(row, vector)).toArray();
    }

    private static double product(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }

    private static double[] plus(double[] point, double length, double[] direction) {
        double[] sum = new double[point.length];
        Arrays.setAll(sum, i -> point[i] + length * direction[i]);
        return sum;
    }

    private static double steepest(double[] slope) {
        return Arrays.stream(slope).map(Math::abs).max().orElse(0);
    }

    private static double logLikelihood(PurchaseHistory[] customers, double[] logParameters) {
        PurchaseModel model = ModelKind.BG_NBD.with(parameters(logParameters));
        double sum = 0;
        double lost = 0;
        for (PurchaseHistory customer : customers) {
            // Kahan 1965: without it rounding hides the last digits of the slope.
            double term = model.logLikelihood(customer) - lost;
            double next = sum + term;
            lost = next - sum - term;
            sum = next;
        }
        return sum;
    }

    private static List<Double> parameters(double[] logParameters) {
        return Arrays.stream(logParameters).map(Math::exp).boxed().toList();
    }

    private static PurchaseHistory history(long packed) {
        return new PurchaseHistory((int) (packed >> 32), (packed >> 16 & 0xFFFF) / 7.0, (packed & 0xFFFF) / 7.0);
    }
}
