package org.crmlake.jobs.btyd;

import org.hipparchus.analysis.integration.gauss.GaussIntegrator;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;

/**
 * The integral over the time y of an unseen end, from the last purchase to the end of what was looked at, of {@code (alpha + y)^-(r + x)
 * (beta + y)^-(s + 1)}, and means under that density. It is the integral from which the hypergeometric functions of the Pareto/NBD
 * model come (P. S. Fader and B. G. S. Hardie, A note on deriving the Pareto/NBD model, 2005); taken directly, all is positive and
 * nothing cancels, however close the last purchase is to the end.
 *
 * <p>Gauss-Legendre quadrature on the logarithm of the smaller of {@code alpha + y} and {@code beta + y}, in steps of as much as 16
 * points take to full precision. In that logarithm the factor of the smaller one falls by its power, and the other by no more than
 * its power times the smaller over the larger at the end of the time: however alike the rates of customers are, which makes a power and
 * its scale large together, the steps are as many as there is fall and not as the power is large.
 */
final class DropoutIntegral {
    private static final double[] POINTS = new double[16];
    private static final double[] WEIGHTS = new double[16];
    private static final double FALL_OF_A_STEP = 10;
    private static final double LONGEST_STEP = 3;
    private static final double SMALLEST_SHARE = 1e-17;

    static {
        GaussIntegrator rule = new GaussIntegratorFactory().legendre(POINTS.length);
        for (int i = 0; i < POINTS.length; i++) {
            POINTS[i] = (rule.getPoint(i) + 1) / 2;
            WEIGHTS[i] = rule.getWeight(i) / 2;
        }
    }

    /** The integral, in units of the integrand at the last purchase. */
    double value;

    /** The mean of ln((alpha + y) / (alpha + recency)). */
    double meanLogAlpha;

    double meanLogBeta;

    /** The mean of 1 / (alpha + y). */
    double meanInverseAlpha;

    double meanInverseBeta;

    /** How many steps of 16 points it was cut into. */
    int steps;

    /**
     * Takes the integral from {@code from} to {@code to}.
     *
     * @param alphaPower r + x
     * @param betaPower s + 1
     */
    void take(double alpha, double alphaPower, double beta, double betaPower, double from, double to) {
        value = 0;
        meanLogAlpha = 0;
        meanLogBeta = 0;
        meanInverseAlpha = 0;
        meanInverseBeta = 0;
        boolean alphaIsLess = alpha <= beta;
        double less = alphaIsLess ? alpha : beta;
        double start = less + from;
        double otherStart = (alphaIsLess ? beta : alpha) + from;
        double lessPower = alphaIsLess ? alphaPower : betaPower;
        double otherPower = alphaIsLess ? betaPower : alphaPower;
        double length = Math.log1p((to - from) / start);
        steps = steps(length, lessPower + otherPower * (start + to - from) / (otherStart + to - from));
        double lessLog = 0;
        double lessInverse = 0;
        double otherLog = 0;
        double otherInverse = 0;
        for (int step = 0; step < steps; step++) {
            for (int i = 0; i < POINTS.length; i++) {
                double log = length * (step + POINTS[i]) / steps;
                double grown = Math.exp(log);
                double other = otherStart + start * (grown - 1);
                double logOther = Math.log(other / otherStart);
                double density = WEIGHTS[i] * Math.exp(log * (1 - lessPower) - otherPower * logOther);
                value += density;
                lessLog += density * log;
                lessInverse += density / grown;
                otherLog += density * logOther;
                otherInverse += density / other;
            }
            // What is left: the integrand falls, so no more than its value here times the way to go.
            double log = length * (step + 1) / steps;
            double other = otherStart + start * (Math.exp(log) - 1);
            double here = Math.exp(-log * lessPower - otherPower * Math.log(other / otherStart));
            if (here * (to - from) < SMALLEST_SHARE * value * start * length / steps) {
                break;
            }
        }
        if (value > 0) {
            lessInverse /= start;
            meanLogAlpha = (alphaIsLess ? lessLog : otherLog) / value;
            meanLogBeta = (alphaIsLess ? otherLog : lessLog) / value;
            meanInverseAlpha = (alphaIsLess ? lessInverse : otherInverse) / value;
            meanInverseBeta = (alphaIsLess ? otherInverse : lessInverse) / value;
            value *= start * length / steps;
        }
    }

    /** A function of time. */
    interface OfTime {
        double at(double time);
    }

    /**
     * Integrates a function with one top that is smooth on the scale of {@code scale + time} from 0 to {@code to}.
     *
     * @param sharpness by which power of {@code scale + time} it rises or falls at most
     */
    static double of(OfTime function, double scale, double to, double sharpness) {
        double length = Math.log1p(to / scale);
        int steps = steps(length, sharpness) + 1;
        double sum = 0;
        double last = 0;
        for (int step = 0; step < steps; step++) {
            double part = 0;
            for (int i = 0; i < POINTS.length; i++) {
                double grown = Math.exp(length * (step + POINTS[i]) / steps);
                part += WEIGHTS[i] * scale * grown * function.at(scale * (grown - 1));
            }
            sum += part;
            // What is left: behind the top each part is smaller than the one before.
            if (part < last && part * (steps - step) < SMALLEST_SHARE * sum) {
                break;
            }
            last = part;
        }
        return sum * length / steps;
    }

    private static int steps(double length, double sharpness) {
        return (int) Math.ceil(Math.max(length * sharpness / FALL_OF_A_STEP, length / LONGEST_STEP));
    }
}
