package org.crmlake.jobs.btyd;

/** The likelihood of {@link BetaGeometricNbd} over groups. What depends on the number of purchases alone is looked up. */
final class BetaGeometricLikelihood implements Objective {
    private final int firstChance;
    private final GroupedHistories histories;
    private final double customers;
    private final double[] logR;
    private final double[] digammaR;
    private final double[] logB;
    private final double[] digammaB;
    private final double[] logAb;
    private final double[] digammaAb;

    /** @param firstChance as in {@link ModelKind#firstChanceToStop()} */
    BetaGeometricLikelihood(int firstChance, GroupedHistories histories) {
        this.firstChance = firstChance;
        this.histories = histories;
        this.customers = histories.customers();
        int length = histories.mostRepeats() + firstChance + 1;
        logR = new double[length];
        digammaR = new double[length];
        logB = new double[length];
        digammaB = new double[length];
        logAb = new double[length];
        digammaAb = new double[length];
    }

    @Override
    public double value(double[] logParameters, double[] gradient) {
        double r = Math.exp(logParameters[0]);
        double alpha = Math.exp(logParameters[1]);
        double a = Math.exp(logParameters[2]);
        double b = Math.exp(logParameters[3]);
        Rising.tables(r, logR, digammaR);
        Rising.tables(b, logB, digammaB);
        Rising.tables(a + b, logAb, digammaAb);
        double[] sums = GroupSums.over(
                histories.size(),
                1 + gradient.length,
                (from, to, piece) -> add(from, to, r, alpha, a, b, logParameters, piece));
        gradient[0] = sums[1] * r / customers;
        gradient[1] = sums[2] * alpha / customers;
        gradient[2] = sums[3] * a / customers;
        gradient[3] = sums[4] * b / customers;
        return sums[0] / customers;
    }

    /** Adds the log-likelihood and its derivatives by r, alpha, a and b. */
    private void add(
            int from, int to, double r, double alpha, double a, double b, double[] logParameters, double[] sums) {
        double rLogAlpha = r * logParameters[1];
        double sum = 0;
        double byR = 0;
        double byAlpha = 0;
        double byA = 0;
        double byB = 0;
        for (int group = from; group < to; group++) {
            int x = histories.repeats(group);
            int chances = x + firstChance;
            double weight = histories.customers(group);
            double untilEnd = alpha + histories.age(group);
            double untilLast = alpha + histories.recency(group);
            double logEnd = Math.log(untilEnd);
            double value = logR[x] + logB[chances] - logAb[chances] + rLogAlpha - (r + x) * logEnd;
            double meanLog = logEnd;
            double meanInverse = 1 / untilEnd;
            double stoppedByA = 0;
            double stoppedByB = 0;
            if (chances > 0) {
                double logLast = Math.log(untilLast);
                double last = b + chances - 1;
                double odds = logParameters[2] - Math.log(last) + (r + x) * (logEnd - logLast);
                double small = Math.exp(-Math.abs(odds));
                value += Math.max(odds, 0) + Math.log1p(small);
                double stopped = odds > 0 ? 1 / (1 + small) : small / (1 + small);
                double alive = odds > 0 ? small / (1 + small) : 1 / (1 + small);
                meanLog = alive * logEnd + stopped * logLast;
                meanInverse = alive / untilEnd + stopped / untilLast;
                stoppedByA = stopped / a;
                stoppedByB = stopped / last;
            }
            sum += weight * value;
            byR += weight * (digammaR[x] + logParameters[1] - meanLog);
            byAlpha += weight * (r / alpha - (r + x) * meanInverse);
            byA += weight * (stoppedByA - digammaAb[chances]);
            byB += weight * (digammaB[chances] - digammaAb[chances] - stoppedByB);
        }
        sums[0] += sum;
        sums[1] += byR;
        sums[2] += byAlpha;
        sums[3] += byA;
        sums[4] += byB;
    }
}
