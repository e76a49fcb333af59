package org.crmlake.jobs.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.crmlake.jobs.ScoreText;
import org.crmlake.jobs.btyd.CustomerValue;
import org.crmlake.jobs.btyd.Fit;
import org.crmlake.jobs.btyd.GammaGamma;
import org.crmlake.jobs.btyd.ModelKind;
import org.crmlake.jobs.btyd.PurchaseHistory;
import org.crmlake.lake.ClvTable;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedSpark.class)
class ClvTransformTest {
    private static final LocalDate AS_OF = LocalDate.of(2026, 6, 1);
    private static final double MONTH_DAYS = 4.345 * 7;
    private static final StoredModel MODEL =
            model("bg-nbd", ModelKind.BG_NBD.parameterNames(), List.of(.243, 4.414, .793, 2.426), .05);
    private static final StoredModel SPEND =
            model("gamma-gamma", GammaGamma.PARAMETER_NAMES, List.of(6.25, 3.74, 15.44), .1);

    @Test
    void theValueIsPurchasesTimesWorthAndTheTotalIsAsUncertainAsItsParts(SparkSession spark) {
        Row anna = RowFactory.create("anna", 2, 213, 272, 20.0);
        Dataset<Row> values = values(spark, anna, RowFactory.create("twin", 2, 213, 272, 20.0));

        Row first = values.first();
        PurchaseHistory history = new PurchaseHistory(2, 213 / 7.0, 272 / 7.0);
        double purchases = new CustomerValue(12, 4.345, .01)
                .discountedPurchases(ModelKind.BG_NBD.with(MODEL.fit().parameters()), history);
        double clv = first.getAs(ClvTable.CLV);
        assertThat(clv).isCloseTo(purchases * new GammaGamma(6.25, 3.74, 15.44).expectedSpend(2, 20), within(1e-9));
        // The parameters are the same for both, so what is wrong with one is wrong with the other.
        ClvTotal total = ClvTotal.of(ClvTransform.total(values).first(), MODEL, SPEND);
        assertThat(total.value()).isCloseTo(2 * clv, within(1e-9));
        assertThat(total.low()).isCloseTo(2 * first.<Double>getAs(ClvTable.CLV_LOW), within(1e-9));
        assertThat(total.high()).isCloseTo(2 * first.<Double>getAs(ClvTable.CLV_HIGH), within(1e-9));
    }

    /** Of a parameter at the edge, and where the likelihood is flat, nobody knows how far off it is. */
    @Test
    void thereIsNoIntervalWhereAParameterIsNotTold(SparkSession spark) {
        Row anna = RowFactory.create("anna", 2, 213, 272, 20.0);
        for (StoredModel model : List.of(MODEL, untold(MODEL))) {
            for (StoredModel spend : List.of(SPEND, untold(SPEND))) {
                boolean told = model == MODEL && spend == SPEND;
                Dataset<Row> values = values(spark, model, spend, anna);

                Row first = values.first();

                assertThat(first.<Double>getAs(ClvTable.CLV)).isPositive();
                assertThat(first.<Double>getAs(ClvTable.CLV_LOW) != null).isEqualTo(told);
                assertThat(first.<Double>getAs(ClvTable.CLV_HIGH) != null).isEqualTo(told);
                ClvTotal total = ClvTotal.of(ClvTransform.total(values).first(), model, spend);
                assertThat(total.value()).isCloseTo(first.<Double>getAs(ClvTable.CLV), within(1e-9));
                assertThat(total.interval() != null).isEqualTo(told);
            }
        }
    }

    /** A standard error of hundreds on the logarithm. */
    @Test
    void anIntervalWithoutAnEndIsNone(SparkSession spark) {
        StoredModel vague =
                model("gamma-gamma", GammaGamma.PARAMETER_NAMES, SPEND.fit().parameters(), 1000);
        Dataset<Row> values = values(spark, MODEL, vague, RowFactory.create("anna", 2, 213, 272, 20.0));

        assertThat(values.first().<Double>getAs(ClvTable.CLV_LOW)).isNull();
        assertThat(values.first().<Double>getAs(ClvTable.CLV_HIGH)).isNull();
        assertThat(values.select(ScoreText.of(ClvTable.CLV_HIGH, values.schema()))
                        .first()
                        .isNullAt(0))
                .isTrue();
    }

    /** All spend p gamma / (q - 1) on average. */
    @Test
    void whoseRepeatsAreWorthNothingIsExpectedToSpendWhatAllDo(SparkSession spark) {
        for (int repeats : new int[] {0, 1, 9}) {
            Row free = RowFactory.create("free", repeats, 30 * repeats, 272, 0.0);

            assertThat(values(spark, free).first().<Double>getAs(ClvTable.EXPECTED_SPEND))
                    .isCloseTo(6.25 * 15.44 / 2.74, within(1e-9));
            assertThat(new GammaGamma(6.25, 3.74, 15.44).expectedSpend(repeats, 0))
                    .isCloseTo(6.25 * 15.44 / 2.74, within(1e-9));
        }
    }

    /** Of the published log-likelihood of BG/NBD for 2,357 customers of CDNOW. */
    @Test
    void criteriaFollowFromTheLogLikelihood() {
        StoredModel cdnow = StoredModel.of(
                "bg-nbd",
                AS_OF,
                Period.WEEK,
                new Fit(
                        MODEL.fit().names(),
                        MODEL.fit().parameters(),
                        MODEL.fit().standardErrors(),
                        MODEL.fit().logCovariance(),
                        -9582.4292,
                        1,
                        true,
                        List.of()),
                new StoredModel.Sample(2357, 1, "f"),
                Map.of(),
                Map.of());

        assertThat(cdnow.aic()).isCloseTo(19172.8584, within(1e-4));
        assertThat(cdnow.bic()).isCloseTo(19164.8584 + 4 * 7.765145, within(1e-4));
        assertThat(Models.findings(cdnow)).containsKeys("log_likelihood", "aic", "bic");
    }

    private static StoredModel untold(StoredModel model) {
        Fit fit = model.fit();
        List<Double> errors = new ArrayList<>(fit.standardErrors());
        errors.set(0, Double.NaN);
        List<List<Double>> none = fit.logCovariance().stream()
                .map(row -> row.stream().map(one -> 0.0).toList())
                .toList();
        return StoredModel.of(
                model.model(),
                AS_OF,
                Period.WEEK,
                new Fit(fit.names(), fit.parameters(), errors, none, -1, 1, true, List.of()),
                new StoredModel.Sample(2, 2, "f"),
                Map.of(),
                Map.of());
    }

    @Test
    void theTotalIsNoMoreUncertainThanTheCustomersTakenTogether(SparkSession spark) {
        Dataset<Row> values = values(
                spark, RowFactory.create("once", 0, 0, 272, 0.0), RowFactory.create("often", 20, 260, 272, 35.0));
        List<Row> rows = values.collectAsList();

        ClvTotal total = ClvTotal.of(ClvTransform.total(values).first(), MODEL, SPEND);

        double widest = rows.stream()
                .mapToDouble(row -> row.<Double>getAs(ClvTable.CLV_HIGH) / row.<Double>getAs(ClvTable.CLV))
                .max()
                .orElseThrow();
        assertThat(total.high() / total.value()).isBetween(1.0, widest);
        assertThat(total.value() / total.low()).isCloseTo(total.high() / total.value(), within(1e-9));
    }

    private static Dataset<Row> values(SparkSession spark, Row... customers) {
        return values(spark, MODEL, SPEND, customers);
    }

    private static Dataset<Row> values(SparkSession spark, StoredModel model, StoredModel spend, Row... customers) {
        StructType columns = new StructType()
                .add(PurchaseSummaryTransform.CUSTOMER_KEY, DataTypes.StringType)
                .add(PurchaseSummaryTransform.REPEATS, DataTypes.IntegerType)
                .add(PurchaseSummaryTransform.RECENCY_DAYS, DataTypes.IntegerType)
                .add(PurchaseSummaryTransform.AGE_DAYS, DataTypes.IntegerType)
                .add(PurchaseSummaryTransform.MEAN_REPEAT_VALUE, DataTypes.DoubleType);
        return ClvTransform.values(
                spark.createDataFrame(Arrays.asList(customers), columns),
                new HistoryValue(ModelKind.BG_NBD, model, 12, MONTH_DAYS, .01),
                model,
                spend,
                12,
                .01,
                AS_OF);
    }

    /** Errors of the logarithms of the parameters that go together by a quarter. */
    private static StoredModel model(String name, List<String> names, List<Double> parameters, double error) {
        List<List<Double>> covariance = IntStream.range(0, names.size())
                .mapToObj(i -> IntStream.range(0, names.size())
                        .mapToObj(j -> error * error * (i == j ? 1 : .25))
                        .toList())
                .toList();
        Fit fit = new Fit(names, parameters, parameters, covariance, -1, 1, true, List.of());
        return StoredModel.of(name, AS_OF, Period.WEEK, fit, new StoredModel.Sample(2, 2, "f"), Map.of(), Map.of());
    }
}
