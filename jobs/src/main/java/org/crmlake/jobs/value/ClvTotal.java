package org.crmlake.jobs.value;

import java.util.List;
import org.apache.spark.sql.Row;

/**
 * What all customers are worth together. The parameters are the same for all, so their errors do not average out: the variance of the
 * logarithm of the sum is that of its slopes by the logarithms of the parameters (the delta method). The models of purchases and of spend
 * are fitted apart and their errors taken to be independent.
 *
 * @param value the sum
 * @param low the lower end of the 95 % interval of the sum; NaN if there is none
 * @param high its upper end; NaN if there is none
 */
record ClvTotal(double value, double low, double high) {
    static final double NORMAL_975 = 1.959963984540054;

    /** Four of the model of purchases, then three of the model of spend. */
    static final int PARAMETERS = 7;

    /** @param total what {@link ClvTransform#total} returns */
    static ClvTotal of(Row total, StoredModel model, StoredModel spend) {
        if (total.isNullAt(0)) {
            return new ClvTotal(0, Double.NaN, Double.NaN);
        }
        double value = total.getDouble(0);
        if (!hasInterval(model, spend)) {
            return new ClvTotal(value, Double.NaN, Double.NaN);
        }
        List<List<Double>> purchases = model.fit().logCovariance();
        double variance = variance(total, 1, purchases)
                + variance(total, 1 + purchases.size(), spend.fit().logCovariance());
        double error = NORMAL_975 * Math.sqrt(Math.max(0, variance)) / value;
        return new ClvTotal(value, value * Math.exp(-error), value * Math.exp(error));
    }

    /** Returns both ends, or null if there is no interval. */
    List<Object> interval() {
        return Double.isFinite(low) && Double.isFinite(high)
                ? List.of(Models.rounded(low), Models.rounded(high))
                : null;
    }

    /** Whether the data tell all parameters of both models. */
    static boolean hasInterval(StoredModel model, StoredModel spend) {
        return model.fit().tellsAllParameters() && spend.fit().tellsAllParameters();
    }

    private static double variance(Row slopes, int first, List<List<Double>> covariance) {
        double variance = 0;
        for (int i = 0; i < covariance.size(); i++) {
            for (int j = 0; j < covariance.size(); j++) {
                variance += slopes.getDouble(first + i)
                        * slopes.getDouble(first + j)
                        * covariance.get(i).get(j);
            }
        }
        return variance;
    }
}
