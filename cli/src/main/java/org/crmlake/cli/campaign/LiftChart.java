package org.crmlake.cli.campaign;

import java.util.List;
import java.util.Optional;
import org.crmlake.jobs.campaign.ResultRow;

/** What the campaign caused: for each outcome and arm the lift over the control, as a line from end to end of its interval. */
final class LiftChart {
    private static final double ALPHA = 0.05;

    private final List<ResultRow> rows;
    private final double least;
    private final double most;

    LiftChart(List<ResultRow> rows) {
        this.rows = rows;
        List<ResultRow> lifts = rows.stream()
                .filter(row -> row.measure().equals("relative_lift") && isWhole(row))
                .toList();
        // A little air at both ends, and 0 always in sight.
        double low =
                Math.min(0, lifts.stream().mapToDouble(ResultRow::lower).min().orElse(0));
        double high =
                Math.max(0, lifts.stream().mapToDouble(ResultRow::upper).max().orElse(1));
        // Where all lifts are 0 the axis still has a length.
        double air = high == low ? 0.01 : (high - low) * 0.04;
        least = low - air;
        most = high + air;
    }

    String html() {
        List<ResultRow> differences =
                rows.stream().filter(row -> row.measure().equals("difference")).toList();
        if (differences.isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder("<section>\n<h2>What it caused</h2>\n"
                + "<p>The difference to the arm that was left alone. The line is where the true lift lies; where it crosses the"
                + " upright line, chance may explain what is seen.</p>\n");
        String outcome = null;
        for (ResultRow difference : differences) {
            if (!difference.subject().equals(outcome)) {
                outcome = difference.subject();
                html.append("<h3>").append(Html.text(outcome)).append("</h3>\n");
            }
            html.append(line(difference));
        }
        return html.append(axis()).append("</section>\n").toString();
    }

    /** Whether there is an interval to draw. */
    private static boolean isWhole(ResultRow lift) {
        return lift.value() != null && lift.lower() != null && lift.upper() != null;
    }

    private String line(ResultRow difference) {
        Optional<ResultRow> lift = find(difference, "relative_lift").filter(LiftChart::isWhole);
        boolean rate = difference.note() != null && difference.note().startsWith("pooled z");
        String mean =
                find(difference, "mean").map(row -> shown(row.value(), rate)).orElse("");
        String words = mean + ", " + Html.signed(apart(difference.value(), rate)) + (rate ? " points" : "")
                + (difference.lower() == null
                        ? ""
                        : " (" + apart(difference.lower(), rate) + " to " + apart(difference.upper(), rate) + ")");
        return "<div class=\"lift\"><div class=\"name\"><b>" + Html.text(difference.arm()) + "</b> "
                + verdict(difference) + "<span class=\"words\">" + words + "</span></div>\n"
                + lift.map(this::bar).orElse("") + "</div>\n";
    }

    private String bar(ResultRow lift) {
        return "<svg class=\"interval\" role=\"img\" aria-label=\"lift " + Html.percent(lift.value()) + "\">"
                + "<line class=\"zero\" x1=\"" + place(0) + "%\" x2=\"" + place(0) + "%\" y1=\"0\" y2=\"100%\"/>"
                + "<line class=\"span\" x1=\"" + place(lift.lower()) + "%\" x2=\"" + place(lift.upper())
                + "%\" y1=\"50%\" y2=\"50%\"/>"
                + "<circle cx=\"" + place(lift.value()) + "%\" cy=\"50%\" r=\"5\"/></svg><div class=\"lift-value\">"
                + Html.signed(Html.percent(lift.value())) + "</div>";
    }

    private String verdict(ResultRow difference) {
        double p = find(difference, "p_holm").map(ResultRow::pValue).orElse(1.0);
        if (p >= ALPHA) {
            return "<span class=\"chip\">no difference seen</span>";
        }
        return difference.value() > 0
                ? "<span class=\"chip more\">more</span>"
                : "<span class=\"chip less\">less</span>";
    }

    private String axis() {
        return "<p class=\"axis\"><span>" + Html.percent(least) + "</span><span>lift</span><span>" + Html.percent(most)
                + "</span></p>\n<p class=\"small\">Verdicts are after Holm's adjustment for the number of comparisons.</p>\n";
    }

    private String place(double lift) {
        return Html.at(100 * (lift - least) / (most - least));
    }

    private static String shown(double value, boolean rate) {
        return rate ? Html.percent(value) : Html.number(value);
    }

    private static String apart(double value, boolean rate) {
        return rate ? Html.points(value) : Html.number(value);
    }

    private Optional<ResultRow> find(ResultRow difference, String measure) {
        return rows.stream()
                .filter(row ->
                        row.section().equals("experiment") && row.measure().equals(measure))
                .filter(row -> row.subject().equals(difference.subject())
                        && difference.arm().equals(row.arm()))
                .findFirst();
    }
}
