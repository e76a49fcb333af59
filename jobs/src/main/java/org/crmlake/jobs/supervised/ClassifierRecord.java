package org.crmlake.jobs.supervised;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.spark.ml.classification.GBTClassificationModel;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.jobs.btyd.Fit;
import org.crmlake.jobs.supervised.Reasons.Slot;
import org.crmlake.jobs.value.Period;
import org.crmlake.jobs.value.StoredModel;

/**
 * What the store of models keeps of classifiers: of a logistic regression its coefficients, of boosted trees how much each feature
 * contributes, with 1 for all. Of several, which have each left out a part of the customers, the mean, and the standard error by the
 * jackknife over these parts (J. W. Tukey, Annals of Mathematical Statistics 29, 1958).
 */
final class ClassifierRecord {
    private static final String INTERCEPT = "intercept";

    private ClassifierRecord() {}

    /**
     * Returns the record.
     *
     * @param rows what was learned from
     * @param evaluation on customers that were not learned from; its log-likelihood is the one that is kept
     */
    static StoredModel of(
            String name,
            LocalDate trainUntil,
            List<ChurnClassifier> classifiers,
            Features features,
            Dataset<Row> rows,
            Evaluation evaluation) {
        List<Map<String, Double>> parameters =
                classifiers.stream().map(ClassifierRecord::parameters).toList();
        List<String> names = List.copyOf(new TreeSet<>(
                parameters.stream().flatMap(one -> one.keySet().stream()).toList()));
        List<Double> means = names.stream().map(one -> mean(parameters, one)).toList();
        List<Double> errors =
                names.stream().map(one -> standardError(parameters, one)).toList();
        Fit fit = new Fit(
                names,
                means,
                errors,
                List.of(),
                -evaluation.logLoss() * evaluation.customers(),
                0,
                true,
                ChurnWarnings.of(evaluation));
        Row hashed = rows.agg(count(lit(1)), sum(xxhash64(columns(features)).cast("decimal(38,0)")))
                .first();
        return StoredModel.of(
                name,
                trainUntil,
                Period.DAY,
                fit,
                new StoredModel.Sample(hashed.getLong(0), hashed.getLong(0), sha256(hashed.mkString("|"))),
                Map.of(),
                metrics(evaluation));
    }

    private static Map<String, Double> parameters(ChurnClassifier classifier) {
        Map<String, Double> parameters = new LinkedHashMap<>();
        List<Slot> slots = classifier.vectors().slots();
        if (classifier.model() instanceof LogisticRegressionModel linear) {
            parameters.put(INTERCEPT, linear.intercept());
            add(parameters, slots, linear.coefficients());
        } else if (classifier.model() instanceof GBTClassificationModel trees) {
            add(parameters, slots, trees.featureImportances());
        }
        return parameters;
    }

    private static void add(Map<String, Double> parameters, List<Slot> slots, Vector values) {
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            parameters.put(
                    slot.level() == null ? slot.feature() : slot.feature() + "=" + slot.level(), values.apply(i));
        }
    }

    /** A level that a part does not have counts for nothing there. */
    private static double mean(List<Map<String, Double>> parts, String name) {
        return parts.stream()
                .mapToDouble(part -> part.getOrDefault(name, 0.0))
                .average()
                .orElseThrow();
    }

    private static double standardError(List<Map<String, Double>> parts, String name) {
        if (parts.size() < 2) {
            return Double.NaN;
        }
        double mean = mean(parts, name);
        double squares = parts.stream()
                .mapToDouble(part -> Math.pow(part.getOrDefault(name, 0.0) - mean, 2))
                .sum();
        return Math.sqrt(squares * (parts.size() - 1) / parts.size());
    }

    private static Map<String, Double> metrics(Evaluation evaluation) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("judged_customers", evaluation.customers());
        metrics.put("auc", evaluation.auc().value());
        metrics.put("auc_low", evaluation.auc().low());
        metrics.put("auc_high", evaluation.auc().high());
        metrics.put("average_precision", evaluation.averagePrecision().value());
        metrics.put("log_loss", evaluation.logLoss());
        metrics.put("brier", evaluation.brier());
        metrics.put("mean_probability", evaluation.meanProbability());
        metrics.put("rate", evaluation.left() / evaluation.customers());
        return metrics;
    }

    private static Column[] columns(Features features) {
        List<String> names = new ArrayList<>(List.of(Features.CUSTOMER_KEY, Features.LABEL));
        names.addAll(features.numericColumns());
        names.addAll(features.categoricalColumns());
        return names.stream().map(name -> col(name)).toArray(Column[]::new);
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
