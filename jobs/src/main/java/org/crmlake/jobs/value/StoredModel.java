package org.crmlake.jobs.value;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlake.jobs.btyd.Fit;

/**
 * A model that was fitted, as the store keeps it.
 *
 * @param id the same for the same model of the same data
 * @param model its name, for instance bg-nbd
 * @param trainUntil the last day it has learned from
 * @param period the unit of its times
 * @param fit what was found
 * @param customers how many it has learned from
 * @param distinctGroups how many distinct histories they have
 * @param fingerprint of the data
 * @param shares how its customers are spread, see {@link DayHistories#shares()}
 * @param metrics other measures by name
 * @param codeVersion of crmlake
 */
public record StoredModel(
        String id,
        String model,
        LocalDate trainUntil,
        Period period,
        Fit fit,
        long customers,
        long distinctGroups,
        String fingerprint,
        Map<String, Double> shares,
        Map<String, Double> metrics,
        String codeVersion) {

    /** Returns the model with an identity made of what it is and what it has learned from. */
    public static StoredModel of(
            String model,
            LocalDate trainUntil,
            Period period,
            Fit fit,
            Sample sample,
            Map<String, Double> shares,
            Map<String, Double> metrics) {
        String version = StoredModel.class.getPackage().getImplementationVersion();
        return new StoredModel(
                model + "-" + trainUntil + "-"
                        + hash(model + "|" + trainUntil + "|" + period + "|" + sample.fingerprint()),
                model,
                trainUntil,
                period,
                fit,
                sample.customers(),
                sample.distinctGroups(),
                sample.fingerprint(),
                shares,
                metrics,
                version == null ? "development" : version);
    }

    /** What a model has learned from: how many customers in how many groups, and the fingerprint of both. */
    public record Sample(long customers, long distinctGroups, String fingerprint) {}

    /**
     * Returns the model with what was measured on days after those it has learned from; another row of the store, because a fit for
     * scores knows nothing of these.
     */
    StoredModel heldAgainst(int horizonDays, Map<String, Double> otherMetrics) {
        return new StoredModel(
                id + "-after-" + horizonDays + "d",
                model,
                trainUntil,
                period,
                fit,
                customers,
                distinctGroups,
                fingerprint,
                shares,
                otherMetrics,
                codeVersion);
    }

    /** Returns the parameters by name. */
    public Map<String, Double> parameters() {
        return named(fit.parameters());
    }

    /** Returns the standard errors by name; NaN where there is none. */
    public Map<String, Double> standardErrors() {
        return named(fit.standardErrors());
    }

    /** Returns Akaike's criterion, 2 k - 2 ln L: of models of the same data the one with the least is the best. */
    public double aic() {
        return 2 * (fit.parameters().size() - fit.logLikelihood());
    }

    /** Returns the Bayesian criterion of Schwarz (1978), k ln n - 2 ln L, with n customers. It asks more of a parameter. */
    public double bic() {
        return fit.parameters().size() * Math.log(customers) - 2 * fit.logLikelihood();
    }

    private Map<String, Double> named(List<Double> values) {
        Map<String, Double> named = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i++) {
            named.put(fit.names().get(i), values.get(i));
        }
        return named;
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
