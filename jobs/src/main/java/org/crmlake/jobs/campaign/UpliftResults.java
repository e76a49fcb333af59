package org.crmlake.jobs.campaign;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.crmlake.jobs.campaign.statistics.Interval;
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
    static List<ResultRow> rows(String score, String arm, RankedSteps steps, int draws) {
        List<ResultRow> rows = new ArrayList<>();
        Interval none = new Interval(Double.NaN, Double.NaN);
        Interval[] within = draws == 0 ? new Interval[] {none, none} : UpliftScore.intervals(steps, draws, 1);
        rows.add(row(score, arm, "qini", null)
                .value(UpliftScore.qini(steps))
                .within(within[0])
                .note(UpliftScore.QINI_DEFINITION));
        rows.add(row(score, arm, "auuc", null)
                .value(UpliftScore.auuc(steps))
                .within(within[1])
                .note(UpliftScore.AUUC_DEFINITION));
        for (double share : SHARES) {
            rows.add(row(score, arm, "uplift_at", percent(share)).value(UpliftScore.upliftAt(steps, share)));
        }
        double[] byPart = UpliftScore.upliftByPart(steps, PARTS);
        for (int part = 0; part < PARTS; part++) {
            rows.add(row(score, arm, "uplift_of_decile", String.format(Locale.ROOT, "%02d", part + 1))
                    .value(byPart[part])
                    .note(part == 0 ? "01 are the customers with the highest score" : null));
        }
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
