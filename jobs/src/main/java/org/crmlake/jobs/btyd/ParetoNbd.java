package org.crmlake.jobs.btyd;

import java.util.List;
import org.hipparchus.special.Gamma;

/**
 * Pareto/NBD. While active, a customer buys by a Poisson process whose rate varies between customers by a gamma distribution (r,
 * alpha); the time until the customer stops is exponential with a rate that varies by another one (s, beta). D. C. Schmittlein, D. G.
 * Morrison and R. Colombo, Counting your customers: who are they and what will they do next?, Management Science 33 (1987); the
 * expressions follow P. S. Fader and B. G. S. Hardie, A note on deriving the Pareto/NBD model and related expressions (2005).
 */
record ParetoNbd(double r, double alpha, double s, double beta) implements PurchaseModel {
    ParetoNbd {
        if (!(r > 0 && alpha > 0 && s > 0 && beta > 0)) {
            throw new IllegalArgumentException("parameters are above 0: " + List.of(r, alpha, s, beta));
        }
    }

    @Override
    public ModelKind kind() {
        return ModelKind.PARETO_NBD;
    }

    @Override
    public List<Double> parameters() {
        return List.of(r, alpha, s, beta);
    }

    @Override
    public double logLikelihood(PurchaseHistory history) {
        int x = history.repeats();
        return Rising.log(r, x)
                - r * Math.log1p(history.recency() / alpha)
                - x * Math.log(alpha + history.recency())
                - s * Math.log1p(history.recency() / beta)
                + Math.log(active(history) + stopped(history));
    }

    @Override
    public double probabilityAlive(PurchaseHistory history) {
        double active = active(history);
        return active == 0 ? 0 : active / (active + stopped(history));
    }

    @Override
    public double expectedPurchases(PurchaseHistory history, double time) {
        return probabilityAlive(history) * whileActive(history, time);
    }

    @Override
    public double probabilityOfSilence(PurchaseHistory history, double time) {
        ParetoNbd now = new ParetoNbd(r + history.repeats(), alpha + history.age(), s, beta + history.age());
        return 1 - probabilityAlive(history) * (1 - now.probabilityOf(0, time));
    }

    @Override
    public double expectedPurchases(double time) {
        return whileActive(new PurchaseHistory(0, 0, 0), time);
    }

    @Override
    public double probabilityOf(int count, double time) {
        double activeAllTheTime = Math.exp(logPoisson(count, time) - s * Math.log1p(time / beta));
        if (count == 0) {
            DropoutIntegral silence = new DropoutIntegral();
            silence.take(alpha, r, beta, s + 1, 0, time);
            return activeAllTheTime + s * silence.value / beta;
        }
        double less = Math.min(alpha, beta);
        double stopping = DropoutIntegral.of(
                end -> Math.exp(logPoisson(count, end) - (s + 1) * Math.log1p(end / beta)) * s / beta,
                less,
                time,
                count + r * (less + time) / (alpha + time) + (s + 1) * (less + time) / (beta + time));
        return activeAllTheTime + stopping;
    }

    /** The logarithm of the probability of {@code count} purchases in {@code time}, all of it active. */
    private double logPoisson(int count, double time) {
        return Rising.log(r, count)
                - Gamma.logGamma(count + 1.0)
                - r * Math.log1p(time / alpha)
                + (count == 0 ? 0 : count * Math.log(time / (alpha + time)));
    }

    /** The likelihood of being still active, in units of that of having stopped right after the last purchase. */
    private double active(PurchaseHistory history) {
        double since = history.age() - history.recency();
        return Math.exp(-(r + history.repeats()) * Math.log1p(since / (alpha + history.recency()))
                - s * Math.log1p(since / (beta + history.recency())));
    }

    private double stopped(PurchaseHistory history) {
        DropoutIntegral integral = new DropoutIntegral();
        integral.take(alpha, r + history.repeats(), beta, s + 1, history.recency(), history.age());
        return s * integral.value / (beta + history.recency());
    }

    private double whileActive(PurchaseHistory history, double time) {
        double betaNow = beta + history.age();
        double log = Math.log1p(time / betaNow);
        // (1 - e^(-(s - 1) log)) / (s - 1), which is log itself at s = 1.
        double exponent = (s - 1) * log;
        double share = Math.abs(exponent) < 1e-12 ? log : -Math.expm1(-exponent) / (s - 1);
        return (r + history.repeats()) / (alpha + history.age()) * betaNow * share;
    }
}
