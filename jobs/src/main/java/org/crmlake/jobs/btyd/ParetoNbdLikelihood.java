package org.crmlake.jobs.btyd;

import java.util.Arrays;

/** The likelihood of {@link ParetoNbd} over groups. */
final class ParetoNbdLikelihood implements Objective {
    private final GroupedHistories histories;
    private final double customers;
    private final double[] logR;
    private final double[] digammaR;
    private final DropoutIntegral stopping = new DropoutIntegral();

    ParetoNbdLikelihood(GroupedHistories histories) {
        this.histories = histories;
        this.customers = histories.customers();
        logR = new double[histories.mostRepeats() + 1];
        digammaR = new double[histories.mostRepeats() + 1];
    }

    @Override
    public double value(double[] logParameters, double[] gradient) {
        double r = Math.exp(logParameters[0]);
        double alpha = Math.exp(logParameters[1]);
        double s = Math.exp(logParameters[2]);
        double beta = Math.exp(logParameters[3]);
        Rising.tables(r, logR, digammaR);
        double sum = 0;
        double byR = 0;
        double byAlpha = 0;
        double byS = 0;
        double byBeta = 0;
        for (int group = 0; group < histories.size(); group++) {
            int x = histories.repeats(group);
            double weight = histories.customers(group);
            double age = histories.age(group);
            double recency = histories.recency(group);
            double logAlphaThen = Math.log(alpha + recency);
            double logBetaThen = Math.log(beta + recency);
            double logAlphaEnd = Math.log(alpha + age);
            double logBetaEnd = Math.log(beta + age);
            stopping.take(alpha, r + x, beta, s + 1, recency, age);
            // Both in units of the likelihood of having stopped right after the last purchase, so that neither
            // overflows.
            double active = Math.exp(-(r + x) * (logAlphaEnd - logAlphaThen) - s * (logBetaEnd - logBetaThen));
            double stopped = s * stopping.value / (beta + recency);
            double both = active + stopped;
            double alive = active / both;
            double gone = stopped / both;
            sum += weight
                    * (logR[x]
                            + r * logParameters[1]
                            + s * logParameters[3]
                            - (r + x) * logAlphaThen
                            - s * logBetaThen
                            + Math.log(both));
            double meanLogAlpha = alive * logAlphaEnd + gone * (logAlphaThen + stopping.meanLogAlpha);
            double meanLogBeta = alive * logBetaEnd + gone * (logBetaThen + stopping.meanLogBeta);
            byR += weight * (digammaR[x] + logParameters[1] - meanLogAlpha);
            byAlpha += weight * (r / alpha - (r + x) * (alive / (alpha + age) + gone * stopping.meanInverseAlpha));
            byS += weight * (logParameters[3] - meanLogBeta + gone / s);
            byBeta += weight * (s / beta - alive * s / (beta + age) - gone * (s + 1) * stopping.meanInverseBeta);
        }
        gradient[0] = byR * r;
        gradient[1] = byAlpha * alpha;
        gradient[2] = byS * s;
        gradient[3] = byBeta * beta;
        Arrays.setAll(gradient, i -> gradient[i] / customers);
        return sum / customers;
    }
}
