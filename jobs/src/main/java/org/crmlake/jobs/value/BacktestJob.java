package org.crmlake.jobs.value;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.crmlake.jobs.Job;
import org.crmlake.jobs.JobArguments;
import org.crmlake.jobs.JobContext;
import org.crmlake.jobs.JobOutcome;
import org.crmlake.jobs.JobReport.Written;
import org.crmlake.jobs.TableRef;
import org.crmlake.jobs.btyd.ModelKind;
import org.crmlake.jobs.daily.CustomerDaily;
import org.crmlake.jobs.daily.OrderLines;
import org.crmlake.jobs.value.Backtest.Band;
import org.crmlake.jobs.value.Backtest.Forecast;
import org.crmlake.lake.CustomerDailyTable;
import org.crmlake.lake.ModelsTable;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/** Fits a model on what happened before the date and holds its forecast against what happened from then on. */
public final class BacktestJob implements Job {
    @Override
    public String name() {
        return BacktestOptions.JOB;
    }

    @Override
    public String description() {
        return "Fits a model of purchases on the past before a cut and compares its forecast with what came after.";
    }

    @Override
    public List<TableRef> inputs() {
        return List.of(TableRef.of(CustomerDailyTable.TABLE));
    }

    @Override
    public List<TableRef> outputs() {
        return List.of(TableRef.of(ModelsTable.TABLE));
    }

    @Override
    public JobOutcome run(JobContext context, JobArguments arguments) {
        LocalDate cut = arguments.asOf().minusDays(1);
        Period period = arguments.value(ChurnOptions.PERIOD);
        int horizon = arguments.value(ChurnOptions.HORIZON);
        LocalDate end = cut.plusDays((long) horizon * period.days());
        Dataset<Row> daily = CustomerDaily.upToDate(context);
        refuseUnlessSeen(daily, end);
        Dataset<Row> lines = OrderLines.of(daily);
        ModelKind kind = arguments.value(ChurnOptions.MODEL);
        StoredModel fitted =
                Models.fit(kind, period, DayHistories.of(PurchaseSummaryTransform.customers(lines, cut)), cut);
        Backtest backtest = Backtest.of(
                kind.with(fitted.fit().parameters()),
                period,
                horizon,
                HoldoutTransform.groups(lines, cut, end).collectAsList().stream()
                        .map(row -> new Backtest.Group(
                                row.getInt(0), row.getInt(1), row.getInt(2), row.getInt(3), row.getLong(4)))
                        .toList());
        int horizonDays = horizon * period.days();
        StoredModel model = fitted.heldAgainst(horizonDays, metrics(backtest, horizonDays));
        new ModelStore(context).save(model);
        arguments
                .find(BacktestOptions.REPORT)
                .ifPresent(file -> write(Path.of(file), BacktestPage.of(model, backtest, horizon, end)));
        return new JobOutcome(
                List.of(new Written(TableRef.of(ModelsTable.TABLE), 1)),
                findings(model, backtest, cut, end),
                Stream.concat(backtest.warnings().stream(), model.fit().warnings().stream())
                        .toList());
    }

    /** A horizon that has not passed yet would count as silence of everybody. */
    private static void refuseUnlessSeen(Dataset<Row> daily, LocalDate end) {
        Row last = daily.agg(functions.max(CustomerDailyTable.DAY)).first();
        LocalDate seen = last.isNullAt(0) ? LocalDate.MIN : last.getDate(0).toLocalDate();
        if (seen.isBefore(end)) {
            throw new CrmException(
                    Kind.DATA,
                    "Cannot hold a forecast until " + end + " against what happened: the last event is of "
                            + (last.isNullAt(0) ? "no day" : seen)
                            + ". Choose an earlier --cut or a shorter --horizon.");
        }
    }

    private static Map<String, Double> metrics(Backtest backtest, int horizonDays) {
        Forecast forecast = backtest.forecasts().get(0);
        return Map.of(
                "backtest_horizon_days", (double) horizonDays,
                "backtest_actual", backtest.actual(),
                "backtest_expected", forecast.total(),
                "backtest_mean_absolute_error", forecast.meanAbsoluteError(),
                "backtest_root_mean_square_error", forecast.rootMeanSquareError());
    }

    private static Map<String, Object> findings(StoredModel model, Backtest backtest, LocalDate cut, LocalDate end) {
        Map<String, Object> findings = Models.findings(model);
        findings.put("cut", cut);
        findings.put("end", end);
        findings.put("actual", backtest.actual());
        findings.put("expected", Models.rounded(backtest.forecasts().get(0).total()));
        List<Map<String, Object>> forecasts = new ArrayList<>();
        for (Forecast forecast : backtest.forecasts()) {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("forecast", forecast.name());
            members.put("total", Models.rounded(forecast.total()));
            members.put("mean_absolute_error", Models.rounded(forecast.meanAbsoluteError()));
            members.put("root_mean_square_error", Models.rounded(forecast.rootMeanSquareError()));
            forecasts.add(members);
        }
        findings.put("forecasts", forecasts);
        findings.put("by_frequency", bands(backtest.byFrequency()));
        findings.put("by_decile", bands(backtest.byDecile()));
        return findings;
    }

    private static List<Map<String, Object>> bands(List<Band> bands) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Band band : bands) {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("band", band.name());
            members.put("customers", band.customers());
            members.put("actual", Models.rounded(band.actual()));
            members.put("expected", Models.rounded(band.expected()));
            all.add(members);
        }
        return all;
    }

    private static void write(Path file, String page) {
        try {
            Files.writeString(file, page);
        } catch (IOException e) {
            throw new CrmException(
                    Kind.USAGE,
                    "Cannot write the report to " + file + ": " + e
                            + ". Name a file in a folder that is there and that you may" + " write to.",
                    e);
        }
    }
}
