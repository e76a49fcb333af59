package org.crmlake.jobs.supervised;

import static org.apache.spark.sql.functions.col;

import java.time.LocalDate;
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
import org.crmlake.jobs.daily.CustomerDaily;
import org.crmlake.jobs.daily.CustomerDailyTransform;
import org.crmlake.jobs.value.StoredModel;
import org.crmlake.lake.CustomerDailyTable;
import org.crmlake.lake.EventsTable;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/**
 * Learns who stops buying. With H label days it learns from what was known 2 H before the date and what came of it in the H days
 * after, is judged by what was known H before the date and came of it until then, and scores by what is known at the date.
 */
public final class ChurnSupervisedJob implements Job {
    @Override
    public String name() {
        return ChurnSupervisedOptions.EVENTS_JOB;
    }

    @Override
    public String description() {
        return "Learns from events who stops buying, tells how well it can be told, and scores all customers with reasons.";
    }

    @Override
    public List<TableRef> inputs() {
        return List.of(TableRef.of(EventsTable.TABLE), TableRef.of(CustomerDailyTable.TABLE));
    }

    @Override
    public List<TableRef> outputs() {
        return Predictions.OUTPUTS;
    }

    @Override
    public JobOutcome run(JobContext context, JobArguments arguments) {
        LocalDate asOf = arguments.asOf();
        int days = arguments.value(ChurnSupervisedOptions.LABEL_DAYS);
        KnownBy knownBy = arguments.value(ChurnSupervisedOptions.KNOWN_BY);
        LearnerSettings settings = ChurnSupervisedOptions.settings(arguments);
        String model = "events-" + settings.learner();
        LocalDate judged = asOf.minusDays(days);
        LocalDate learned = judged.minusDays(days);
        Dataset<Row> events = context.lake().read(EventsTable.TABLE);
        requireKnown(events, learned, knownBy);

        Dataset<Row> learning =
                labelledAt(events, learned, judged, asOf, knownBy).persist(StorageLevel.MEMORY_AND_DISK());
        ChurnClassifier classifier;
        StoredModel stored;
        Evaluation evaluation;
        try {
            classifier = ChurnClassifier.fit(learning, ChurnFeaturesTransform.FEATURES, settings);
            evaluation = Evaluation.of(ScoreCounts.of(
                    classifier.score(labelledAt(events, judged, asOf, asOf, knownBy)),
                    col(ChurnClassifier.PROBABILITY),
                    col(Features.LABEL)));
            stored = ClassifierRecord.of(
                    model,
                    judged.minusDays(1),
                    List.of(classifier),
                    ChurnFeaturesTransform.FEATURES,
                    learning,
                    evaluation);
        } finally {
            learning.unpersist();
        }
        Dataset<Row> scored = classifier
                .score(ChurnFeaturesTransform.at(CustomerDaily.upToDate(context), asOf))
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            Predictions.Outcome predicted = Predictions.write(scored, stored, context, arguments);
            Map<String, Object> findings = new LinkedHashMap<>();
            findings.put("model", model);
            findings.put("model_id", stored.id());
            findings.put("calibration", settings.calibration().toString());
            findings.put("learned_at", learned);
            findings.put("judged_at", judged);
            findings.put("known_by", knownBy.toString());
            findings.putAll(evaluation.findings());
            List<String> warnings = new ArrayList<>(ChurnWarnings.of(evaluation));
            warnings.addAll(ChurnWarnings.of(List.of(classifier), settings));
            if (knownBy == KnownBy.HAPPENED) {
                warnings.add(
                        "Events count as known when they happened: whatever came in late has been used before it was"
                                + " known, and the scores may be worse than they are judged here.");
            }
            predicted.tell(findings, warnings);
            return new JobOutcome(predicted.written(), findings, warnings);
        } finally {
            scored.unpersist();
        }
    }

    private static void requireKnown(Dataset<Row> events, LocalDate cut, KnownBy knownBy) {
        if (ChurnFeaturesTransform.knownAt(events, cut, knownBy).isEmpty()) {
            throw new CrmException(
                    Kind.DATA,
                    "Cannot learn who stops buying: no event had happened before " + cut
                            + " and was known by then. Choose a later date or fewer --label-days; if the history was loaded"
                            + " afterwards, run with --known-by happened.");
        }
    }

    /** Customers as they were known at {@code cut}, and whether they bought from then to before {@code end}, known by {@code now}. */
    static Dataset<Row> labelledAt(Dataset<Row> events, LocalDate cut, LocalDate end, LocalDate now, KnownBy knownBy) {
        Dataset<Row> known = ChurnFeaturesTransform.knownAt(events, cut, knownBy);
        return ChurnFeaturesTransform.labelled(
                ChurnFeaturesTransform.at(CustomerDailyTransform.daily(known), cut),
                ChurnFeaturesTransform.knownAt(events, now, knownBy),
                cut,
                end);
    }
}
