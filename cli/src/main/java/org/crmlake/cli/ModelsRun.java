package org.crmlake.cli;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlake.cli.output.RowSink;
import org.crmlake.jobs.JobContext;
import org.crmlake.jobs.value.ModelStore;
import org.crmlake.jobs.value.StoredModel;

/** What {@link ModelsCommand} does with Spark: loaded only when it runs. */
final class ModelsRun {
    private ModelsRun() {}

    static void list(Invocation invocation) {
        try (RowSink rows = invocation.rows(
                "model_id",
                "model",
                "train_until",
                "period",
                "customers",
                "log_likelihood",
                "warnings",
                "code_version")) {
            for (StoredModel model : store(invocation).all()) {
                rows.row(
                        model.id(),
                        model.model(),
                        model.trainUntil(),
                        model.period(),
                        model.customers(),
                        model.fit().logLikelihood(),
                        model.fit().warnings().size(),
                        model.codeVersion());
            }
        }
    }

    static void show(Invocation invocation, String id) {
        StoredModel model = store(invocation).model(id);
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("model_id", model.id());
        members.put("model", model.model());
        members.put("train_until", model.trainUntil());
        members.put("period", model.period());
        members.put("parameters", model.parameters());
        members.put("standard_errors", model.standardErrors());
        members.put("log_likelihood", model.fit().logLikelihood());
        members.put("aic", model.aic());
        members.put("bic", model.bic());
        members.put("customers", model.customers());
        members.put("distinct_groups", model.distinctGroups());
        members.put("iterations", model.fit().iterations());
        members.put("converged", model.fit().converged());
        members.put("warnings", model.fit().warnings());
        members.put("metrics", model.metrics());
        members.put("data_fingerprint", model.fingerprint());
        members.put("code_version", model.codeVersion());
        invocation.result(members);
    }

    /** Models that have learned from what the best of all has learned from get the difference to it. */
    static void compare(Invocation invocation, List<String> ids) {
        ModelStore store = store(invocation);
        List<StoredModel> models = ids.stream()
                .map(store::model)
                .sorted(Comparator.comparingDouble(StoredModel::aic))
                .toList();
        StoredModel best = models.get(0);
        try (RowSink rows = invocation.rows(
                "model_id", "model", "train_until", "customers", "log_likelihood", "aic", "bic", "behind_the_best")) {
            for (StoredModel model : models) {
                boolean sameData = model.fingerprint().equals(best.fingerprint()) && model.period() == best.period();
                rows.row(
                        model.id(),
                        model.model(),
                        model.trainUntil(),
                        model.customers(),
                        model.fit().logLikelihood(),
                        model.aic(),
                        model.bic(),
                        sameData ? model.aic() - best.aic() : null);
            }
        }
    }

    private static ModelStore store(Invocation invocation) {
        return new ModelStore(new JobContext(
                SparkSessions.open(invocation),
                invocation.tenant(),
                StoreSettings.of(invocation).configuration()));
    }
}
