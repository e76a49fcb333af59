package org.crmlake.jobs.supervised;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlake.jobs.supervised.Discrimination.Interval;

/**
 * How scores did on customers that the classifier has not seen.
 *
 * @param customers how many
 * @param left how many of them left
 * @param auc area under the ROC curve
 * @param averagePrecision of the leavers
 * @param logLoss mean of minus the logarithm of the probability given to what happened; less is better
 * @param brier mean of the squared difference between probability and what happened; less is better
 * @param meanProbability what the scores say on average, to be held against the rate of leaving
 * @param lift by tenths of the customers
 */
record Evaluation(
        double customers,
        double left,
        Interval auc,
        Interval averagePrecision,
        double logLoss,
        double brier,
        double meanProbability,
        List<Deciles.Part> lift) {
    private static final long SEED = 20260601;

    static Evaluation of(ScoreCounts counts) {
        double customers = counts.allLeft() + counts.allStayed();
        double logLoss = 0;
        double brier = 0;
        double mean = 0;
        for (int i = 0; i < counts.size(); i++) {
            double p = counts.scores()[i];
            double inside = Math.min(1 - 1e-6, Math.max(1e-6, p));
            logLoss -= counts.left()[i] * Math.log(inside) + counts.stayed()[i] * Math.log(1 - inside);
            brier += counts.left()[i] * (1 - p) * (1 - p) + counts.stayed()[i] * p * p;
            mean += p * (counts.left()[i] + counts.stayed()[i]);
        }
        return new Evaluation(
                customers,
                counts.allLeft(),
                Discrimination.auc(counts),
                Discrimination.averagePrecision(counts, SEED),
                logLoss / customers,
                brier / customers,
                mean / customers,
                Deciles.of(counts));
    }

    /** Returns the numbers by names in {@code snake_case}, for people and programs to read. */
    Map<String, Object> findings() {
        Map<String, Object> findings = new LinkedHashMap<>();
        findings.put("customers", Math.round(customers));
        findings.put("left", Math.round(left));
        findings.put("auc", auc.value());
        findings.put("auc_interval", List.of(auc.low(), auc.high()));
        findings.put("average_precision", averagePrecision.value());
        findings.put("average_precision_interval", List.of(averagePrecision.low(), averagePrecision.high()));
        findings.put("log_loss", logLoss);
        findings.put("brier", brier);
        findings.put("mean_probability", meanProbability);
        findings.put("rate", left / customers);
        findings.put(
                "customers_by_decile",
                lift.stream().map(part -> Math.round(part.customers())).toList());
        findings.put(
                "lift_by_decile",
                lift.stream()
                        .map(part -> Double.isFinite(part.lift()) ? part.lift() : null)
                        .toList());
        findings.put(
                "captured_by_decile", lift.stream().map(Deciles.Part::captured).toList());
        return findings;
    }
}
