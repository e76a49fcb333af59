package org.crmlake.jobs.btyd;

import org.hipparchus.special.Gamma;

/** Rising factorials {@code (x)_n = x (x + 1) … (x + n - 1)} in logarithms, without the cancellation of two log-gammas. */
final class Rising {
    private static final int FEW = 16;
    private static final double LARGE = 30;

    private Rising() {}

    /** Returns ln (x)_n, for x above 0. */
    static double log(double x, int n) {
        if (n <= FEW) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += Math.log(x + i);
            }
            return sum;
        }
        if (x < LARGE) {
            return Gamma.logGamma(x + n) - Gamma.logGamma(x);
        }
        // Stirling's series for both log-gammas; what would cancel is taken together.
        return (x - 0.5) * Math.log1p(n / x) + n * Math.log(x + n) - n + tail(x + n) - tail(x);
    }

    private static double tail(double x) {
        double square = x * x;
        return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - 1.0 / (1680 * square)) / square) / square) / x;
    }

    /** Fills {@code logs[n]} with ln (x)_n and {@code digammas[n]} with its derivative by x, for all n. */
    static void tables(double x, double[] logs, double[] digammas) {
        logs[0] = 0;
        digammas[0] = 0;
        for (int n = 1; n < logs.length; n++) {
            double factor = x + n - 1;
            logs[n] = logs[n - 1] + Math.log(factor);
            digammas[n] = digammas[n - 1] + 1 / factor;
        }
    }
}
