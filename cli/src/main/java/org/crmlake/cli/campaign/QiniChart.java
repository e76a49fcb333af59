package org.crmlake.cli.campaign;

import java.util.List;
import java.util.stream.Collectors;
import org.crmlake.jobs.campaign.ResultRow;

/** Whom to treat: the Qini curve of each score against a choice by lot. */
final class QiniChart {
    private static final double WIDTH = 360;
    private static final double HEIGHT = 200;

    private final List<ResultRow> rows;

    QiniChart(List<ResultRow> rows) {
        this.rows = rows.stream().filter(row -> row.section().equals("uplift")).toList();
    }

    String html() {
        List<ResultRow> scores =
                rows.stream().filter(row -> row.measure().equals("qini")).toList();
        if (scores.isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder("<section>\n<h2>Whom to treat</h2>\n"
                + "<p>What is gained if only the best customers by a score are treated, from none on the left to all on the"
                + " right. The straight line is a choice by lot.</p>\n<div class=\"curves\">\n");
        scores.forEach(score -> html.append(figure(score)));
        return html.append("</div>\n</section>\n").toString();
    }

    private String figure(ResultRow score) {
        List<ResultRow> points = rows.stream()
                .filter(row -> row.measure().equals("qini_curve"))
                .filter(row ->
                        row.subject().equals(score.subject()) && row.arm().equals(score.arm()))
                .toList();
        double most =
                Math.max(0, points.stream().mapToDouble(ResultRow::value).max().orElse(0));
        double least =
                Math.min(0, points.stream().mapToDouble(ResultRow::value).min().orElse(0));
        double range = most - least == 0 ? 1 : most - least;
        String curve = points.stream()
                .map(point -> Html.at(WIDTH * Double.parseDouble(point.item())) + ","
                        + Html.at(HEIGHT * (most - point.value()) / range))
                .collect(Collectors.joining(" "));
        double end = points.isEmpty() ? 0 : points.get(points.size() - 1).value();
        String interval = score.lower() == null
                ? ""
                : " (" + Html.number(score.lower()) + " to " + Html.number(score.upper()) + ")";
        return "<figure><svg class=\"curve\" viewBox=\"-6 -6 " + Html.at(WIDTH + 12) + " " + Html.at(HEIGHT + 12)
                + "\" role=\"img\" aria-label=\"Qini curve\"><line class=\"zero\" x1=\"0\" x2=\"" + Html.at(WIDTH)
                + "\" y1=\""
                + Html.at(HEIGHT * most / range) + "\" y2=\"" + Html.at(HEIGHT * most / range) + "\"/>"
                + "<line class=\"lot\" x1=\"0\" y1=\"" + Html.at(HEIGHT * most / range) + "\" x2=\"" + Html.at(WIDTH)
                + "\" y2=\"" + Html.at(HEIGHT * (most - end) / range) + "\"/><polyline points=\"" + curve
                + "\"/></svg><figcaption><b>" + Html.text(score.subject()) + "</b>, " + Html.text(score.arm())
                + "<br>Qini " + Html.number(score.value()) + interval
                + (crossesZero(score) ? ": no better than by lot" : "")
                + "</figcaption></figure>\n";
    }

    private static boolean crossesZero(ResultRow score) {
        return score.lower() != null && score.lower() <= 0;
    }
}
