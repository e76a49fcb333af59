package org.crmlake.jobs.campaign;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.crmlake.jobs.campaign.statistics.Interval;
import org.crmlake.jobs.campaign.statistics.SampleRatio;
import org.crmlake.jobs.campaign.uplift.RankedSteps;
import org.crmlake.jobs.campaign.uplift.UpliftCurve;
import org.crmlake.jobs.campaign.uplift.UpliftScore;

/** The rows of uplift: how well one score ranks the customers of one arm and the control. */
final class UpliftResults {
    static final String SECTION = "uplift";

    private static final int PARTS = 10;
    private static final int POINTS_OF_A_CURVE = 50;
    private static final List<Double> SHARES = List.of(0.1, 0.2, 0.3, 0.5);

    private UpliftResults() {}

    /**
     * Returns the rows of one score.
     *
     * @param score its name
     * @param draws of the bootstrap; 0 for no intervals
     */
    static List<ResultRow> rows(String score, String arm, Ranker.Ranked ranked, int draws) {
        RankedSteps steps = ranked.steps();
        Interval[] within = UpliftScore.intervals(steps, draws, 1, UpliftResults::figures);
        double[] figures = figures(steps);
        List<ResultRow> rows = new ArrayList<>();
        rows.add(row(score, arm, "qini", null)
                .value(figures[0])
                .within(within[0])
                .note(UpliftScore.QINI_DEFINITION + together(ranked, UpliftScore.qiniSlack(steps))));
        rows.add(row(score, arm, "auuc", null)
                .value(figures[1])
                .within(within[1])
                .note(UpliftScore.AUUC_DEFINITION + together(ranked, UpliftScore.auucSlack(steps))));
        for (int i = 0; i < SHARES.size(); i++) {
            rows.add(row(score, arm, "uplift_at", percent(SHARES.get(i)))
                    .value(figures[2 + i])
                    .within(within[2 + i]));
        }
        double[] treated = UpliftScore.treatedByPart(steps, PARTS);
        for (int part = 0; part < PARTS; part++) {
            String decile = String.format(Locale.ROOT, "%02d", part + 1);
            String note = part == 0 ? "01 are the customers with the highest score" : null;
            rows.add(row(score, arm, "uplift_of_decile", decile)
                    .value(figures[2 + SHARES.size() + part])
                    .within(within[2 + SHARES.size() + part])
                    .note(note));
            rows.add(row(score, arm, "treated_of_decile", decile)
                    .value(treated[part])
                    .note(note));
        }
        SampleRatio balance = UpliftScore.balance(steps, PARTS);
        rows.add(
                row(score, arm, "balance", null)
                        .value(balance.chiSquared())
                        .pValue(balance.pValue())
                        .note(
                                "whether all tenths have the same share of treated; below 0.001 the score knows who was treated"));
        rows.addAll(curve(score, arm, steps));
        return rows;
    }

    private static double[] figures(RankedSteps steps) {
        return DoubleStream.concat(
                        DoubleStream.concat(
                                DoubleStream.of(UpliftScore.qini(steps), UpliftScore.auuc(steps)),
                                SHARES.stream().mapToDouble(share -> UpliftScore.upliftAt(steps, share))),
                        DoubleStream.of(UpliftScore.upliftByPart(steps, PARTS)))
                .toArray();
    }

    private static String together(Ranker.Ranked ranked, double slack) {
        return ranked.together()
                ? String.format(
                        Locale.ROOT,
                        "; %d steps of about as many customers each, by which it is off by %.2g at most",
                        ranked.steps().size(),
                        slack)
                : "";
    }

    private static List<ResultRow> curve(String score, String arm, RankedSteps steps) {
        List<ResultRow> rows = new ArrayList<>();
        UpliftCurve curve = UpliftCurve.qini(steps);
        int points = curve.customers().length;
        double all = curve.customers()[points - 1];
        int every = Math.max(1, points / POINTS_OF_A_CURVE);
        for (int i = 0; i < points; i++) {
            if (i % every == 0 || i == points - 1) {
                rows.add(row(score, arm, "qini_curve", share(curve.customers()[i] / all))
                        .value(curve.gain()[i]));
            }
        }
        return rows;
    }

    private static ResultRow row(String score, String arm, String measure, String item) {
        return ResultRow.of(SECTION, score, measure).arm(arm).item(item);
    }

    /** With as many digits for all, so that they sort. */
    private static String share(double part) {
        return String.format(Locale.ROOT, "%.4f", part);
    }

    private static String percent(double share) {
        return Math.round(100 * share) + "%";
    }
}
