package org.crmlake.jobs.value;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import org.crmlake.jobs.btyd.ModelFit;
import org.crmlake.jobs.btyd.ModelKind;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/** Fits models of purchases on customers, and tells of them in the words of a job's findings. */
final class Models {
    private Models() {}

    /**
     * Fits a model.
     *
     * @throws CrmException DATA if nobody has bought anything before the last day
     */
    static StoredModel fit(ModelKind kind, Period period, DayHistories customers, LocalDate trainUntil) {
        try {
            return StoredModel.of(
                    kind.toString(),
                    trainUntil,
                    period,
                    ModelFit.of(kind, customers.in(period)),
                    new StoredModel.Sample(customers.customers(), customers.size(), customers.fingerprint()),
                    customers.shares(),
                    Map.of());
        } catch (IllegalArgumentException e) {
            throw new CrmException(
                    Kind.DATA,
                    "Cannot fit " + kind + " until " + trainUntil + ": " + e.getMessage() + ", of "
                            + customers.customers() + " customers. Take a later day, or ingest orders of that time.",
                    e);
        }
    }

    /** Returns what the command line shows of a model. */
    static Map<String, Object> findings(StoredModel model) {
        Map<String, Object> findings = new LinkedHashMap<>();
        findings.put("model", model.model());
        findings.put("model_id", model.id());
        findings.put("train_until", model.trainUntil());
        findings.put("period", model.period());
        findings.put("parameters", rounded(model.parameters()));
        findings.put("standard_errors", rounded(model.standardErrors()));
        findings.put("log_likelihood", rounded(model.fit().logLikelihood()));
        findings.put("aic", rounded(model.aic()));
        findings.put("bic", rounded(model.bic()));
        findings.put("customers", model.customers());
        findings.put("distinct_groups", model.distinctGroups());
        return findings;
    }

    static Map<String, Object> rounded(Map<String, Double> numbers) {
        Map<String, Object> rounded = new LinkedHashMap<>();
        numbers.forEach((name, number) -> rounded.put(name, rounded(number)));
        return rounded;
    }

    /** Returns a number to eight digits, which is more than data ever tell; null for none. */
    static Object rounded(double number) {
        return Double.isFinite(number) ? new BigDecimal(number).round(new MathContext(8)) : null;
    }
}
