package org.crmlake.jobs.supervised;

import static org.apache.spark.sql.functions.col;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.crmlake.jobs.Job;
import org.crmlake.jobs.JobArguments;
import org.crmlake.jobs.JobContext;
import org.crmlake.jobs.JobOutcome;
import org.crmlake.jobs.TableRef;
import org.crmlake.jobs.value.StoredModel;

/** Learns from a table with a label; each customer is scored by a classifier that has not seen it. */
public final class ChurnTableJob implements Job {
    @Override
    public String name() {
        return ChurnSupervisedOptions.TABLE_JOB;
    }

    @Override
    public String description() {
        return "Learns who leaves from a table that says who left, and tells how well it can be told.";
    }

    @Override
    public List<TableRef> inputs() {
        return List.of(new TableRef("file", "table"));
    }

    @Override
    public List<TableRef> outputs() {
        return Predictions.OUTPUTS;
    }

    @Override
    public JobOutcome run(JobContext context, JobArguments arguments) {
        FlatTable table = FlatTableFile.read(Path.of(arguments.value(ChurnSupervisedOptions.TABLE)));
        LearnerSettings settings = ChurnSupervisedOptions.settings(arguments);
        String model = table.name() + "-" + settings.learner();
        Dataset<Row> all = table.rows(context.spark()
                        .read()
                        .format(table.format())
                        .options(table.options())
                        .load(table.path()))
                .persist(StorageLevel.MEMORY_AND_DISK());
        FlatTable.requireOneRowEach(all);
        Dataset<Row> withLabel = all.filter(col(Features.LABEL).isNotNull());
        Dataset<Row> labelled = table.time() == null
                ? withLabel
                : withLabel.filter(col(FlatTable.DAY).isNotNull());
        Folds folds = table.time() == null ? Folds.byKey() : Folds.byTime(labelled);
        CrossValidation validated = CrossValidation.of(labelled, table.features(), settings, folds);
        Dataset<Row> scored = validated.scored().persist(StorageLevel.MEMORY_AND_DISK());
        try {
            Evaluation evaluation = Evaluation.of(ScoreCounts.of(
                    scored.filter(folds.judges(col(CrossValidation.FOLD))),
                    col(ChurnClassifier.PROBABILITY),
                    col(Features.LABEL)));
            StoredModel stored = ClassifierRecord.of(
                    model,
                    arguments.asOf().minusDays(1),
                    validated.classifiers(),
                    table.features(),
                    labelled,
                    evaluation);
            Predictions.Outcome predicted = Predictions.write(scored, stored, context, arguments);
            Map<String, Object> findings = new LinkedHashMap<>();
            findings.put("model", model);
            findings.put("model_id", stored.id());
            findings.put("calibration", settings.calibration().toString());
            findings.put("folds", folds.numbers().size());
            findings.put(
                    "judged_by",
                    folds.latest().isPresent()
                            ? "the latest by " + table.time() + ", of whom nothing was learned and nothing later"
                            : "folds by lot: customers of the same time, not customers to come");
            folds.latest().ifPresent(first -> findings.put("judged_from", first));
            findings.put("without_label", all.count() - withLabel.count());
            if (table.time() != null) {
                findings.put("without_time", withLabel.count() - labelled.count());
            }
            findings.putAll(evaluation.findings());
            List<String> warnings = new ArrayList<>(ChurnWarnings.of(evaluation));
            warnings.addAll(ChurnWarnings.of(validated.classifiers(), settings));
            SingleFeature.best(labelled, table.features(), folds)
                    .flatMap(single -> single.warning(evaluation.auc().value()))
                    .ifPresent(warnings::add);
            predicted.tell(findings, warnings);
            return new JobOutcome(predicted.written(), findings, warnings);
        } finally {
            scored.unpersist();
            all.unpersist();
        }
    }
}
