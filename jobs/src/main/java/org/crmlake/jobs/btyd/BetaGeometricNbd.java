package org.crmlake.jobs.btyd;

import java.util.List;
import org.hipparchus.special.Beta;
import org.hipparchus.special.Gamma;

/**
 * BG/NBD and MBG/NBD. While active, a customer buys by a Poisson process whose rate varies between customers by a gamma
 * distribution (r, alpha); at each chance to stop, the customer does so with a probability that varies by a beta distribution (a, b).
 * BG/NBD has a chance after each repeat purchase: P. S. Fader, B. G. S. Hardie and K. L. Lee, "Counting your customers" the easy way,
 * Marketing Science 24 (2005). MBG/NBD has one more after the first purchase: E. P. Batislam, M. Denizel and A. Filiztekin, Empirical
 * validation and comparison of models for customer base analysis, International Journal of Research in Marketing 24 (2007).
 *
 * <p>Expectations are the papers' expressions with the Gauss hypergeometric function, rearranged into sums of positive terms: over the
 * number of purchases that a customer who cannot stop would make, which is negative binomial. Nothing cancels, and a = 1 is no special
 * case. Where such a sum is long, for it is as long as purchases are many, its integral is taken instead.
 */
record BetaGeometricNbd(ModelKind kind, double r, double alpha, double a, double b) implements PurchaseModel {
    private static final double SMALLEST_SHARE = 1e-17;
    private static final double LARGE = 1e200;

    /** So many terms of a sum take as long as its integral. */
    private static final int MOST_TERMS = 1000;

    /** A continued fraction takes as many as the root of its larger parameter. */
    private static final int MOST_FRACTIONS = 1_000_000;

    private static final double SMALLEST_FRACTION = 1e-15;

    BetaGeometricNbd {
        if (!(r > 0 && alpha > 0 && a > 0 && b > 0)) {
            throw new IllegalArgumentException("parameters are above 0: " + List.of(r, alpha, a, b));
        }
    }

    @Override
    public List<Double> parameters() {
        return List.of(r, alpha, a, b);
    }

    @Override
    public double logLikelihood(PurchaseHistory history) {
        int x = history.repeats();
        int chances = chances(history);
        return Rising.log(r, x)
                + Rising.log(b, chances)
                - Rising.log(a + b, chances)
                + r * Math.log(alpha)
                - (r + x) * Math.log(alpha + history.age())
                + log1pExp(logOddsOfHavingStopped(history));
    }

    @Override
    public double probabilityAlive(PurchaseHistory history) {
        return 1 / (1 + Math.exp(logOddsOfHavingStopped(history)));
    }

    @Override
    public double expectedPurchases(PurchaseHistory history, double time) {
        return probabilityAlive(history)
                * whileActive(r + history.repeats(), alpha + history.age(), b + chances(history), time);
    }

    @Override
    public double probabilityOfSilence(PurchaseHistory history, double time) {
        // Nobody stops but after a purchase, so who is active is silent only by not having come to it yet.
        double alive = probabilityAlive(history);
        double silent = Math.exp(-(r + history.repeats()) * Math.log1p(time / (alpha + history.age())));
        return 1 - alive * (1 - silent);
    }

    @Override
    public double expectedPurchases(double time) {
        int chances = kind.firstChanceToStop();
        return survival(chances) * whileActive(r, alpha, b + chances, time);
    }

    @Override
    public double probabilityOf(int count, double time) {
        int chances = count + kind.firstChanceToStop();
        double goesOn = survival(chances) * Math.exp(logNegativeBinomial(count, time));
        if (chances == 0) {
            return goesOn;
        }
        double stopsThere = survival(chances - 1) * a / (a + b + chances - 1);
        return goesOn + stopsThere * upperTail(count, time);
    }

    private int chances(PurchaseHistory history) {
        return history.repeats() + kind.firstChanceToStop();
    }

    private double logOddsOfHavingStopped(PurchaseHistory history) {
        int chances = chances(history);
        if (chances == 0) {
            return Double.NEGATIVE_INFINITY;
        }
        return Math.log(a)
                - Math.log(b + chances - 1)
                + (r + history.repeats())
                        * Math.log1p((history.age() - history.recency()) / (alpha + history.recency()));
    }

    /** The probability of going on after that many chances to stop. */
    private double survival(int chances) {
        return Math.exp(Rising.log(b, chances) - Rising.log(a + b, chances));
    }

    /**
     * Expected purchases within {@code time} of a customer who is active and whose rate and probability to stop have these
     * distributions now: the sum over j of P(J = j) times the expected number of the first j purchases that come about.
     */
    private double whileActive(double shape, double rate, double goesOn, double time) {
        double z = time / (rate + time);
        double logScale = -shape * Math.log1p(time / rate);
        double weight = 1;
        double survival = 1;
        double made = 0;
        double sum = 0;
        for (int j = 0; j < MOST_TERMS; j++) {
            made += survival;
            survival *= (goesOn + j) / (a + goesOn + j);
            weight *= z * (shape + j) / (j + 1);
            sum += weight * made;
            double shrinks = z * (shape + j + 1) / (j + 2) * (1 + 1.0 / (j + 1));
            if (weight == 0 || shrinks < 1 && weight * made * shrinks < SMALLEST_SHARE * (1 - shrinks) * sum) {
                return sum == 0 ? 0 : Math.exp(logScale + Math.log(sum));
            }
            if (sum > LARGE) {
                sum /= LARGE;
                weight /= LARGE;
                logScale += Math.log(LARGE);
            }
        }
        return new StopMixture(a, goesOn, time / rate, shape).mean();
    }

    private double logNegativeBinomial(int count, double time) {
        return Rising.log(r, count)
                - Gamma.logGamma(count + 1.0)
                - r * Math.log1p(time / alpha)
                + (count == 0 ? 0 : count * Math.log(time / (alpha + time)));
    }

    /** The probability that a customer who cannot stop buys {@code count} times or more. */
    private double upperTail(int count, double time) {
        if (count == 0) {
            return 1;
        }
        double z = time / (alpha + time);
        double term = 1;
        double sum = 1;
        for (int j = count; j < count + MOST_TERMS; j++) {
            term *= z * (r + j) / (j + 1);
            sum += term;
            double shrinks = z * (r + j + 1) / (j + 2);
            if (shrinks < 1 && term * shrinks <= SMALLEST_SHARE * (1 - shrinks) * sum) {
                return Math.min(1, Math.exp(logNegativeBinomial(count, time) + Math.log(sum)));
            }
        }
        // The same as the incomplete beta function, from the side where its continued fraction is quick.
        return z <= (count + 1) / (count + r + 2)
                ? Beta.regularizedBeta(z, count, r, SMALLEST_FRACTION, MOST_FRACTIONS)
                : 1 - Beta.regularizedBeta(alpha / (alpha + time), r, count, SMALLEST_FRACTION, MOST_FRACTIONS);
    }

    /** Returns ln(1 + e^x). */
    static double log1pExp(double x) {
        return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
    }
}
