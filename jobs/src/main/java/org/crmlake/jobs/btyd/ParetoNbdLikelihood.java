package org.crmlake.jobs.btyd;

/** The likelihood of {@link ParetoNbd} over groups. */
final class ParetoNbdLikelihood implements Objective {
    private final GroupedHistories histories;
    private final double customers;
    private final double[] logR;
    private final double[] digammaR;

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
        double[] sums = GroupSums.over(
                histories.size(), 1 + gradient.length, (from, to, piece) -> add(from, to, r, alpha, s, beta, piece));
        gradient[0] = sums[1] * r / customers;
        gradient[1] = sums[2] * alpha / customers;
        gradient[2] = sums[3] * s / customers;
        gradient[3] = sums[4] * beta / customers;
        return sums[0] / customers;
    }

    /** Adds the log-likelihood and its derivatives by r, alpha, s and beta. */
    private void add(int from, int to, double r, double alpha, double s, double beta, double[] sums) {
        DropoutIntegral stopping = new DropoutIntegral();
        double sum = 0;
        double byR = 0;
        double byAlpha = 0;
        double byS = 0;
        double byBeta = 0;
        for (int group = from; group < to; group++) {
            int x = histories.repeats(group);
            double weight = histories.customers(group);
            double age = histories.age(group);
            double recency = histories.recency(group);
            // Logarithms of ratios: where rates are alike s and beta are both large, and a difference of logarithms
            // times s would have few digits left.
            double alphaUntilThen = Math.log1p(recency / alpha);
            double betaUntilThen = Math.log1p(recency / beta);
            double alphaSince = Math.log1p((age - recency) / (alpha + recency));
            double betaSince = Math.log1p((age - recency) / (beta + recency));
            stopping.take(alpha, r + x, beta, s + 1, recency, age);
            // Both in units of the likelihood of having stopped right after the last purchase, so that neither
            // overflows.
            double active = Math.exp(-(r + x) * alphaSince - s * betaSince);
            double stopped = s * stopping.value / (beta + recency);
            double both = active + stopped;
            double alive = active / both;
            double gone = stopped / both;
            sum += weight
                    * (logR[x]
                            - r * alphaUntilThen
                            - x * Math.log(alpha + recency)
                            - s * betaUntilThen
                            + Math.log(both));
            byR += weight * (digammaR[x] - alphaUntilThen - alive * alphaSince - gone * stopping.meanLogAlpha);
            byAlpha += weight * (r / alpha - (r + x) * (alive / (alpha + age) + gone * stopping.meanInverseAlpha));
            byS += weight * (gone / s - betaUntilThen - alive * betaSince - gone * stopping.meanLogBeta);
            byBeta += weight * (s / beta - alive * s / (beta + age) - gone * (s + 1) * stopping.meanInverseBeta);
        }
        sums[0] += sum;
        sums[1] += byR;
        sums[2] += byAlpha;
        sums[3] += byS;
        sums[4] += byBeta;
    }
}
