package org.crmlake.jobs.btyd;

/**
 * Purchases of a customer who stops after each with a probability p that is beta (a, b), and who buys at a gamma rate: the mean over p of
 * {@code (1 - (1 + p time / rate)^-shape) / p}, which is what the hypergeometric functions of the BG/NBD model stand for (P. S. Fader,
 * B. G. S. Hardie and K. L. Lee, 2005).
 *
 * <p>Taken by the trapezoidal rule over ln(p / (1 - p)), where the density is smooth, has one top and falls like an exponential on both
 * sides: the rule is then exact to all digits as soon as its steps are short against the width of the top. Far out, where all is
 * exponential, the rest of the sum is geometric. So it takes some hundred points whatever the parameters are.
 */
final class StopMixture {
    private static final double SMALLEST_SHARE = 1e-18;
    private static final double LONGEST_STEP = 0.25;

    /** With both parameters above it, p is the same for all in ten digits. */
    private static final double CERTAIN = 1e10;

    private final double a;
    private final double b;
    private final double growth;
    private final double shape;
    private final double top;
    private final double step;
    private double weights;
    private double sum;

    /** How many points were taken. */
    private int points;

    /** @param growth time / rate */
    StopMixture(double a, double b, double growth, double shape) {
        this.a = a;
        this.b = b;
        this.growth = growth;
        this.shape = shape;
        top = Math.log(a / b);
        step = Math.min(LONGEST_STEP, 0.5 * Math.sqrt(1 / a + 1 / b));
    }

    /** Returns the mean. */
    double mean() {
        add(top);
        if (Math.min(a, b) > CERTAIN) {
            return sum;
        }
        // Beyond these p, or 1 - p, is so small that neither factor changes its course any more.
        double lowest = Math.log(SMALLEST_SHARE) - Math.log(1 + a + b) - Math.log1p(growth) - Math.log1p(shape);
        double highest = Math.log(1 + a + b) - Math.log(SMALLEST_SHARE);
        boolean falls = false;
        for (long i = 1; !falls; i++) {
            double at = top - i * step;
            double last = add(at);
            falls = last <= SMALLEST_SHARE * sum;
            if (!falls && at < lowest) {
                addRest(at, a);
                falls = true;
            }
        }
        falls = false;
        for (long i = 1; !falls; i++) {
            double at = top + i * step;
            add(at);
            falls = weight(at) <= SMALLEST_SHARE * weights;
            if (!falls && at > highest) {
                addRest(at, b);
                falls = true;
            }
        }
        return sum / weights;
    }

    int points() {
        return points;
    }

    /** Adds a point and returns its part of the sum. */
    private double add(double logit) {
        double weight = weight(logit);
        double part = weight * purchases(logit);
        weights += weight;
        sum += part;
        points++;
        return part;
    }

    /** Adds all points beyond one, each of which is smaller by the same factor. */
    private void addRest(double logit, double power) {
        double rest = 1 / Math.expm1(power * step);
        weights += weight(logit) * rest;
        sum += weight(logit) * purchases(logit) * rest;
    }

    /** The density, in units of its top. */
    private double weight(double logit) {
        return Math.exp(a * (logOfShare(logit) - logOfShare(top)) + b * (logOfShare(-logit) - logOfShare(-top)));
    }

    private double purchases(double logit) {
        double p = Math.exp(logOfShare(logit));
        return p == 0 ? shape * growth : -Math.expm1(-shape * Math.log1p(p * growth)) / p;
    }

    /** Returns ln(1 / (1 + e^-x)). */
    private static double logOfShare(double x) {
        return -BetaGeometricNbd.log1pExp(-x);
    }
}
