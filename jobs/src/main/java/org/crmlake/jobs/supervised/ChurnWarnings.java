package org.crmlake.jobs.supervised;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.crmlake.jobs.supervised.LearnerSettings.CalibrationKind;

/** What of an evaluation somebody should look at before the scores are used. */
final class ChurnWarnings {
    private static final double TOO_GOOD = 0.95;
    private static final double OFF_BY = 0.1;

    private ChurnWarnings() {}

    static List<String> of(Evaluation evaluation) {
        List<String> warnings = new ArrayList<>();
        if (!Double.isFinite(evaluation.auc().value())) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "Nothing can be told of the scores: of the %.0f customers they were judged by %.0f left. Do not act on"
                            + " them.",
                    evaluation.customers(),
                    evaluation.left()));
        } else if (!(evaluation.auc().low() > 0.5)) {
            warnings.add("The scores cannot be told from chance: "
                    + (Double.isFinite(evaluation.auc().low())
                            ? "the interval of the AUC reaches down to "
                                    + text(evaluation.auc().low())
                            : "too few left or stayed for an interval of the AUC")
                    + ". Do not act on them.");
        }
        if (evaluation.auc().value() > TOO_GOOD) {
            warnings.add(
                    "An AUC of " + text(evaluation.auc().value())
                            + " is hardly ever true of customers. See whether a column tells the answer, or what was known too late.");
        }
        double rate = evaluation.left() / evaluation.customers();
        if (Math.abs(evaluation.meanProbability() - rate) > OFF_BY) {
            warnings.add("The probabilities are off: they say " + text(evaluation.meanProbability())
                    + " on average and " + text(rate)
                    + " left. Use them for ranking only, or calibrate them.");
        }
        return warnings;
    }

    /** What of the classifiers is not as it was asked for. */
    static List<String> of(List<ChurnClassifier> classifiers, LearnerSettings settings) {
        long raw = classifiers.stream()
                .filter(classifier -> classifier.calibration() instanceof Calibration.None)
                .count();
        return settings.calibration() == CalibrationKind.NONE || raw == 0
                ? List.of()
                : List.of("No " + settings.calibration() + " calibration was found for " + raw + " of "
                        + classifiers.size()
                        + " classifiers: their scores are taken as they are. Use the probabilities for ranking only.");
    }

    private static String text(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
