package org.crmlake.jobs.value;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.crmlake.jobs.Job;
import org.crmlake.jobs.JobArguments;
import org.crmlake.jobs.JobContext;
import org.crmlake.jobs.JobOutcome;
import org.crmlake.jobs.JobReport.Written;
import org.crmlake.jobs.PublishedScores;
import org.crmlake.jobs.ScoreOptions;
import org.crmlake.jobs.TableRef;
import org.crmlake.jobs.btyd.ModelKind;
import org.crmlake.jobs.daily.OrderCurrencies;
import org.crmlake.jobs.daily.OrderLines;
import org.crmlake.lake.ClvTable;
import org.crmlake.lake.CustomerDailyTable;
import org.crmlake.lake.ModelsTable;

/** Works out what every customer is expected to be worth: how often they will buy, for how much, discounted. */
public final class ClvJob implements Job {
    /** 4.345 weeks, as the literature counts a month. */
    private static final double MONTH_DAYS = 4.345 * 7;

    /** Above this, how much is spent and how often are not independent enough for the model of spend. */
    private static final double NOTABLE_CORRELATION = 0.3;

    private static final Map<String, String> IN_PROFILES = Map.of(
            ClvTable.CLV, "clv",
            ClvTable.CLV_LOW, "clv_low",
            ClvTable.CLV_HIGH, "clv_high",
            ClvTable.MODEL_ID, "clv_model");

    @Override
    public String name() {
        return ClvOptions.JOB;
    }

    @Override
    public String description() {
        return "Values customers by the purchases to expect of them and what these are worth, discounted.";
    }

    @Override
    public List<TableRef> inputs() {
        return List.of(TableRef.of(CustomerDailyTable.TABLE));
    }

    @Override
    public List<TableRef> outputs() {
        return List.of(TableRef.of(ModelsTable.TABLE), TableRef.of(ClvTable.TABLE), TableRef.PROFILE);
    }

    @Override
    public JobOutcome run(JobContext context, JobArguments arguments) {
        LocalDate lastDay = arguments.asOf().minusDays(1);
        LocalDate trainUntil = ChurnJob.trainUntil(arguments, lastDay);
        Dataset<Row> all = OrderLines.keptBefore(context, arguments.asOf());
        Optional<String> currency = arguments.find(ScoreOptions.CURRENCY);
        OrderCurrencies currencies = OrderCurrencies.of(all, arguments.asOf(), currency);
        Dataset<Row> lines = OrderCurrencies.keep(all, currency);
        Dataset<Row> training =
                PurchaseSummaryTransform.customers(lines, trainUntil).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            Period period = arguments.value(ChurnOptions.PERIOD);
            StoredModel model =
                    Models.fit(arguments.value(ChurnOptions.MODEL), period, DayHistories.of(training), trainUntil);
            StoredModel spend = SpendFit.of(training, period, trainUntil);
            ModelStore store = new ModelStore(context);
            store.save(model);
            store.save(spend);
            Dataset<Row> customers =
                    trainUntil.equals(lastDay) ? training : PurchaseSummaryTransform.customers(lines, lastDay);
            return value(context, arguments, customers, model, spend, currencies);
        } finally {
            training.unpersist();
        }
    }

    private static JobOutcome value(
            JobContext context,
            JobArguments arguments,
            Dataset<Row> customers,
            StoredModel model,
            StoredModel spend,
            OrderCurrencies currencies) {
        LocalDate asOf = arguments.asOf();
        ModelKind kind = arguments.value(ChurnOptions.MODEL);
        int months = arguments.value(ClvOptions.MONTHS);
        double discount = arguments.value(ClvOptions.DISCOUNT);
        HistoryValue value = new HistoryValue(kind, model, months, MONTH_DAYS, discount);
        Dataset<Row> values = ClvTransform.values(customers, value, model, spend, months, discount, asOf)
                .persist(StorageLevel.MEMORY_AND_DISK());
        ClvTotal total;
        PublishedScores published;
        try {
            total = ClvTotal.of(ClvTransform.total(values).first(), model, spend);
            published = PublishedScores.of(
                    values.drop(ClvTransform.SLOPES),
                    ClvTable.TABLE,
                    asOf,
                    col(ClvTable.AS_OF).equalTo(lit(asOf)),
                    IN_PROFILES,
                    context,
                    arguments.value(ScoreOptions.LAKE_ONLY));
        } finally {
            values.unpersist();
        }
        long valued = published.written().get(0).rows();
        Map<String, Object> findings = Models.findings(model);
        findings.put("spend_model_id", spend.id());
        findings.put("spend_parameters", Models.rounded(spend.parameters()));
        findings.put("spend_standard_errors", Models.rounded(spend.standardErrors()));
        findings.put("spend_log_likelihood", Models.rounded(spend.fit().logLikelihood()));
        findings.put("spend_customers", spend.customers());
        findings.put("spend_left_out", spend.metrics().get(SpendFit.LEFT_OUT).longValue());
        double correlation = spend.metrics().get(SpendFit.CORRELATION);
        findings.put("correlation", Models.rounded(correlation));
        findings.put("currencies", currencies.findings());
        findings.put("months", months);
        findings.put("month_days", MONTH_DAYS);
        findings.put("monthly_discount", discount);
        findings.put("valued", valued);
        findings.put("total_clv", Models.rounded(total.value()));
        findings.put("total_clv_interval", total.interval());
        List<Written> written = new ArrayList<>();
        written.add(new Written(TableRef.of(ModelsTable.TABLE), 2));
        written.addAll(published.written());
        return new JobOutcome(written, findings, warnings(model, spend, currencies, customers.count() - valued));
    }

    private static List<String> warnings(
            StoredModel model, StoredModel spend, OrderCurrencies currencies, long untold) {
        double correlation = spend.metrics().get(SpendFit.CORRELATION);
        List<String> warnings = new ArrayList<>(currencies.warnings());
        warnings.addAll(model.fit().warnings());
        warnings.addAll(spend.fit().warnings());
        if (!ClvTotal.hasInterval(model, spend)) {
            warnings.add("No value has an interval: the data do not tell all parameters of the models.");
        }
        if (!(Math.abs(correlation) <= NOTABLE_CORRELATION)) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "How often customers buy and for how much are correlated by %.2f; the model of spend takes them to be"
                            + " independent, so values of frequent buyers are off.",
                    correlation));
        }
        if (untold > 0) {
            warnings.add(untold
                    + " customers have no value: the mean of what a customer spends is not finite by these data.");
        }
        return warnings;
    }
}
