package org.crmlake.jobs.value;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.exp;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log10;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.pow;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.sqrt;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.jobs.btyd.GammaGamma;
import org.crmlake.lake.ClvTable;
import org.crmlake.lake.LakeColumn;

/** What customers spend, and what they are worth. */
final class ClvTransform {
    private static final String VALUE = "value";
    static final String SLOPES = "slopes";
    private static final String SPEND_LOG_VARIANCE = "spend_log_variance";

    private ClvTransform() {}

    /** Whether what a customer spends can be learned from: who bought again, for more than nothing. */
    static Column tellsOfSpend() {
        return col(PurchaseSummaryTransform.REPEATS)
                .gt(0)
                .and(col(PurchaseSummaryTransform.MEAN_REPEAT_VALUE).gt(0));
    }

    /**
     * Counts customers who spend alike.
     *
     * @param digits to how many digits mean values are told apart; 17 for all
     * @return {@code repeats, mean_repeat_value, customers}
     */
    static Dataset<Row> spendGroups(Dataset<Row> customers, int digits) {
        Column value = col(PurchaseSummaryTransform.MEAN_REPEAT_VALUE);
        Column unit = pow(lit(10.0), floor(log10(value)).minus(digits - 1));
        Column told = digits >= 17 ? value : round(value.divide(unit)).multiply(unit);
        return customers
                .filter(tellsOfSpend())
                .groupBy(col(PurchaseSummaryTransform.REPEATS), told.as(PurchaseSummaryTransform.MEAN_REPEAT_VALUE))
                .agg(count(lit(1)).as(PurchaseSummaryTransform.CUSTOMERS));
    }

    /**
     * Values customers. Those of whom the model of spend cannot tell a finite mean are left out.
     *
     * @param customers what {@link PurchaseSummaryTransform#customers} returns
     * @return the columns of {@link ClvTable}, and {@code slopes} for {@link #total}
     */
    static Dataset<Row> values(
            Dataset<Row> customers,
            HistoryValue value,
            StoredModel model,
            StoredModel spend,
            int months,
            double discount,
            LocalDate asOf) {
        GammaGamma gammaGamma = GammaGamma.with(spend.fit().parameters());
        Column repeats = col(PurchaseSummaryTransform.REPEATS);
        // The model is of values above 0: repeats that were worth nothing say nothing, and what all spend is expected.
        Column told = when(tellsOfSpend(), repeats).otherwise(0);
        Column total = told.multiply(col(PurchaseSummaryTransform.MEAN_REPEAT_VALUE));
        Column weight = told.multiply(gammaGamma.p()).plus(gammaGamma.q() - 1);
        Column expectedSpend =
                total.plus(gammaGamma.gamma()).multiply(gammaGamma.p()).divide(weight);
        // The slopes of the logarithm of the expected spend by those of the parameters.
        List<Column> slopes = List.of(
                lit(1).minus(told.multiply(gammaGamma.p()).divide(weight)),
                negate(lit(gammaGamma.q()).divide(weight)),
                lit(gammaGamma.gamma()).divide(total.plus(gammaGamma.gamma())));
        Column clv = col(VALUE + "." + HistoryValue.DISCOUNTED).multiply(col(ClvTable.EXPECTED_SPEND));
        Column error = sqrt(greatest(
                        lit(0.0), col(VALUE + "." + HistoryValue.LOG_VARIANCE).plus(col(SPEND_LOG_VARIANCE))))
                .multiply(ClvTotal.NORMAL_975);
        Column high = col(ClvTable.CLV).multiply(exp(error));
        // Where a parameter is not told there is no interval, and one without an end says as little.
        Column known = lit(ClvTotal.hasInterval(model, spend)).and(high.lt(Double.MAX_VALUE));
        return customers
                .filter(weight.gt(0))
                .withColumn(
                        VALUE,
                        udf(value, HistoryValue.TYPE)
                                .asNondeterministic()
                                .apply(
                                        repeats,
                                        col(PurchaseSummaryTransform.RECENCY_DAYS),
                                        col(PurchaseSummaryTransform.AGE_DAYS)))
                .withColumn(ClvTable.EXPECTED_SPEND, expectedSpend)
                .withColumn(SPEND_LOG_VARIANCE, variance(slopes, spend.fit().logCovariance()))
                .withColumn(ClvTable.CLV, clv)
                .withColumn(ClvTable.CLV_LOW, when(known, col(ClvTable.CLV).multiply(exp(negate(error)))))
                .withColumn(ClvTable.CLV_HIGH, when(known, high))
                .withColumn(ClvTable.EXPECTED_PURCHASES, col(VALUE + "." + HistoryValue.PURCHASES))
                .withColumn(ClvTable.MONTHS, lit(months))
                .withColumn(ClvTable.MONTHLY_DISCOUNT, lit(discount))
                .withColumn(ClvTable.MODEL_ID, lit(model.id()))
                .withColumn(ClvTable.SPEND_MODEL_ID, lit(spend.id()))
                .withColumn(ClvTable.AS_OF, lit(asOf))
                .withColumn(
                        SLOPES, concat(col(VALUE + "." + HistoryValue.SLOPES), array(slopes.toArray(Column[]::new))))
                .select(Stream.concat(ClvTable.TABLE.columns().stream().map(LakeColumn::name), Stream.of(SLOPES))
                        .map(name -> col(name))
                        .toArray(Column[]::new));
    }

    /**
     * Adds values up.
     *
     * @param values what {@link #values} returns
     * @return one row: the sum of the values, and its slope by the logarithm of each parameter of both models; null if there are none
     */
    static Dataset<Row> total(Dataset<Row> values) {
        Column[] slopes = new Column[ClvTotal.PARAMETERS];
        Arrays.setAll(slopes, i -> sum(col(ClvTable.CLV).multiply(col(SLOPES).getItem(i))));
        return values.agg(sum(ClvTable.CLV), slopes);
    }

    private static Column variance(List<Column> slopes, List<List<Double>> covariance) {
        Column variance = lit(0.0);
        for (int i = 0; i < slopes.size(); i++) {
            for (int j = 0; j < slopes.size(); j++) {
                variance = variance.plus(slopes.get(i)
                        .multiply(slopes.get(j))
                        .multiply(covariance.get(i).get(j)));
            }
        }
        return variance;
    }
}
