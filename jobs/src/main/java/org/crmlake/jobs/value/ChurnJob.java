package org.crmlake.jobs.value;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
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
import org.crmlake.jobs.Tenths;
import org.crmlake.jobs.btyd.ModelKind;
import org.crmlake.jobs.daily.OrderLines;
import org.crmlake.lake.ChurnScoresTable;
import org.crmlake.lake.CustomerDailyTable;
import org.crmlake.lake.ModelsTable;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/** Fits a model of purchases, or takes one from the store, and scores every customer by it. */
public final class ChurnJob implements Job {
    private static final Map<String, String> IN_PROFILES = Map.of(
            ChurnScoresTable.CHURN_SCORE, "churn_score",
            ChurnScoresTable.CHURN_DECILE, "churn_decile",
            ChurnScoresTable.P_ALIVE, "churn_p_alive",
            ChurnScoresTable.EXPECTED_PURCHASES, "churn_expected_purchases",
            ChurnScoresTable.MODEL_ID, "churn_model");

    @Override
    public String name() {
        return ChurnOptions.JOB;
    }

    @Override
    public String description() {
        return "Fits a model of purchases and scores how likely each customer is to be lost.";
    }

    @Override
    public List<TableRef> inputs() {
        return List.of(TableRef.of(CustomerDailyTable.TABLE), TableRef.of(ModelsTable.TABLE));
    }

    @Override
    public List<TableRef> outputs() {
        return List.of(TableRef.of(ModelsTable.TABLE), TableRef.of(ChurnScoresTable.TABLE), TableRef.PROFILE);
    }

    @Override
    public JobOutcome run(JobContext context, JobArguments arguments) {
        LocalDate lastDay = arguments.asOf().minusDays(1);
        LocalDate trainUntil = trainUntil(arguments, lastDay);
        Dataset<Row> lines = OrderLines.before(context, arguments.asOf());
        Dataset<Row> customers =
                PurchaseSummaryTransform.customers(lines, lastDay).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            DayHistories histories = DayHistories.of(customers);
            StoredModel model = model(context, arguments, trainUntil, lastDay, lines, histories);
            Map<String, Double> drift = Drift.between(model.shares(), histories.shares());
            refuse(drift, arguments.find(ChurnOptions.MAX_DRIFT), model);
            return score(context, arguments, customers, histories, model, drift);
        } finally {
            customers.unpersist();
        }
    }

    static LocalDate trainUntil(JobArguments arguments, LocalDate lastDay) {
        LocalDate trainUntil = arguments.find(ChurnOptions.TRAIN_UNTIL).orElse(lastDay);
        if (trainUntil.isAfter(lastDay)) {
            throw new CrmException(
                    Kind.USAGE,
                    "Cannot score as of " + arguments.asOf() + ": the model would learn until " + trainUntil
                            + ", from days that are not to be known. Choose a --train-until before the --as-of.");
        }
        return trainUntil;
    }

    private static StoredModel model(
            JobContext context,
            JobArguments arguments,
            LocalDate trainUntil,
            LocalDate lastDay,
            Dataset<Row> lines,
            DayHistories histories) {
        ModelStore store = new ModelStore(context);
        Optional<String> stored = arguments.find(ChurnOptions.USE);
        if (stored.isPresent()) {
            return store.model(stored.get());
        }
        DayHistories training = trainUntil.equals(lastDay)
                ? histories
                : DayHistories.of(PurchaseSummaryTransform.customers(lines, trainUntil));
        StoredModel model = Models.fit(
                arguments.value(ChurnOptions.MODEL), arguments.value(ChurnOptions.PERIOD), training, trainUntil);
        store.save(model);
        return model;
    }

    private static void refuse(Map<String, Double> drift, Optional<Double> most, StoredModel model) {
        double worst = drift.values().stream().mapToDouble(x -> x).max().orElse(0);
        if (most.isPresent() && worst > most.get()) {
            throw new CrmException(
                    Kind.QUALITY_GATE,
                    String.format(
                            Locale.ROOT,
                            "Cannot score with model %s: customers have drifted by %.3f (population stability index) from those it"
                                    + " has learned from, and %s is allowed. Fit a model on newer days, or allow more.",
                            model.id(),
                            worst,
                            most.get()));
        }
    }

    private static JobOutcome score(
            JobContext context,
            JobArguments arguments,
            Dataset<Row> customers,
            DayHistories histories,
            StoredModel model,
            Map<String, Double> drift) {
        LocalDate asOf = arguments.asOf();
        ModelKind kind = kindOf(model);
        int horizon = arguments.value(ChurnOptions.HORIZON);
        HistoryScores scores = new HistoryScores(kind.with(model.fit().parameters()), model.period(), horizon);
        ChurnTransform.Deciles deciles = ChurnTransform.deciles(histories, scores);
        PublishedScores published = PublishedScores.of(
                ChurnTransform.scores(
                        customers,
                        scores,
                        deciles,
                        kind,
                        model.id(),
                        horizon * model.period().days(),
                        asOf),
                ChurnScoresTable.TABLE,
                asOf,
                col(ChurnScoresTable.AS_OF)
                        .equalTo(lit(asOf))
                        .and(col(ChurnScoresTable.MODEL).equalTo(lit(kind.toString()))),
                IN_PROFILES,
                context,
                arguments.value(ScoreOptions.LAKE_ONLY));
        Map<String, Object> findings = Models.findings(model);
        findings.put("horizon_days", horizon * model.period().days());
        findings.put("scored", histories.customers());
        findings.put(
                "customers_by_decile",
                Arrays.stream(deciles.customers()).boxed().toList());
        findings.put("drift", Models.rounded(drift));
        List<String> warnings = new ArrayList<>(model.fit().warnings());
        drift.forEach((measure, index) -> {
            if (index > Drift.NOTABLE) {
                warnings.add(String.format(
                        Locale.ROOT,
                        "Customers' %s has drifted by %.2f (population stability index) from the days the model has learned from.",
                        measure,
                        index));
            }
        });
        Tenths.warning("churn_decile", deciles.customers(), Tenths.PARTS).ifPresent(warnings::add);
        List<Written> written = new ArrayList<>();
        written.add(new Written(
                TableRef.of(ModelsTable.TABLE), arguments.find(ChurnOptions.USE).isPresent() ? 0 : 1));
        written.addAll(published.written());
        return new JobOutcome(written, findings, warnings);
    }

    private static ModelKind kindOf(StoredModel model) {
        for (ModelKind kind : ModelKind.values()) {
            if (kind.toString().equals(model.model())) {
                return kind;
            }
        }
        throw new CrmException(
                Kind.USAGE,
                "Cannot score with model " + model.id() + ": " + model.model()
                        + " is no model of purchases. Choose one of bg-nbd, mbg-nbd and pareto-nbd.");
    }
}
