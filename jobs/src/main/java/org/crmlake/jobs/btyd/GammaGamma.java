package org.crmlake.jobs.btyd;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.crmlake.jobs.btyd.MaximumLikelihood.Optimum;
import org.hipparchus.special.Gamma;

/**
 * The Gamma-Gamma model of what a purchase is worth: values of one customer's purchases vary by a gamma distribution of shape p, whose
 * rate varies between customers by another one (q, gamma). It takes how much somebody spends to be independent of how often: look at
 * {@link GroupedSpend#correlation()}. P. S. Fader and B. G. S. Hardie, The Gamma-Gamma model of monetary value (2013).
 */
public record GammaGamma(double p, double q, double gamma) implements Serializable {
    /** The names of its parameters; gamma is money. */
    public static final List<String> PARAMETER_NAMES = List.of("p", "q", "gamma");

    private static final double WIDTH = Math.log(1e6);

    public GammaGamma {
        if (!(p > 0 && q > 0 && gamma > 0)) {
            throw new IllegalArgumentException("parameters are above 0: " + List.of(p, q, gamma));
        }
    }

    /** Returns the model with these parameters. */
    public static GammaGamma with(List<Double> parameters) {
        return new GammaGamma(parameters.get(0), parameters.get(1), parameters.get(2));
    }

    /**
     * Fits the model.
     *
     * @throws IllegalArgumentException if there are no customers
     */
    public static Fit fit(GroupedSpend spend) {
        if (spend.size() == 0) {
            throw new IllegalArgumentException("nobody bought a second time for more than nothing");
        }
        double[] centre = {0, 0, Math.log(spend.meanOfMeans())};
        double[] lowest = Arrays.stream(centre).map(log -> log - WIDTH).toArray();
        double[] highest = Arrays.stream(centre).map(log -> log + WIDTH).toArray();
        double[][] starts = {
            {Math.log(2), Math.log(3), centre[2]},
            {Math.log(6), Math.log(4), centre[2] - Math.log(2)},
            {Math.log(0.5), Math.log(10), centre[2] + Math.log(10)}
        };
        Objective objective = (logParameters, gradient) -> value(spend, logParameters, gradient);
        Optimum optimum = MaximumLikelihood.find(objective, objective, lowest, highest, starts);
        return Fit.of(PARAMETER_NAMES, optimum, lowest, highest, spend.customers());
    }

    /**
     * Returns what to expect a purchase of this customer to be worth: between what the customer spent and what all do.
     *
     * @param repeats how many purchases {@code meanValue} is over; 0 for somebody of whom nothing is known
     * @param meanValue of these; if it is not above 0 it says nothing, and what all spend is expected
     * @return NaN if it is not finite, which can be for {@code repeats} 0 and q of 1 or less
     */
    public double expectedSpend(int repeats, double meanValue) {
        int told = meanValue > 0 ? repeats : 0;
        double denominator = p * told + q - 1;
        return denominator > 0 ? p * (gamma + told * meanValue) / denominator : Double.NaN;
    }

    private static double value(GroupedSpend spend, double[] logParameters, double[] gradient) {
        double p = Math.exp(logParameters[0]);
        double q = Math.exp(logParameters[1]);
        double gamma = Math.exp(logParameters[2]);
        double logGammaQ = Gamma.logGamma(q);
        double digammaQ = Gamma.digamma(q);
        double sum = 0;
        double byP = 0;
        double byQ = 0;
        double byGamma = 0;
        int lastX = -1;
        double beta = 0;
        double digammaPx = 0;
        double digammaPxq = 0;
        for (int i = 0; i < spend.size(); i++) {
            int x = spend.purchases(i);
            if (x != lastX) {
                // Groups come sorted by x, as a rule: what depends on x alone is worked out once for many.
                beta = Gamma.logGamma(p * x + q) - Gamma.logGamma(p * x) - logGammaQ;
                digammaPx = Gamma.digamma(p * x);
                digammaPxq = Gamma.digamma(p * x + q);
                lastX = x;
            }
            double weight = spend.customers(i);
            double total = x * spend.mean(i);
            double logShare = Math.log(total / (gamma + total));
            double logRest = -Math.log1p(total / gamma);
            sum += weight * (beta + p * x * logShare + q * logRest - Math.log(spend.mean(i)));
            byP += weight * x * (digammaPxq - digammaPx + logShare);
            byQ += weight * (digammaPxq - digammaQ + logRest);
            byGamma += weight * (q / gamma - (p * x + q) / (gamma + total));
        }
        double customers = spend.customers();
        gradient[0] = byP * p / customers;
        gradient[1] = byQ * q / customers;
        gradient[2] = byGamma * gamma / customers;
        return sum / customers;
    }
}
