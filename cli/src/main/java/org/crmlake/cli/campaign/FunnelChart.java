package org.crmlake.cli.campaign;

import java.util.List;
import org.crmlake.jobs.campaign.ResultRow;

/** How many persons came to each stage, arm by arm. */
final class FunnelChart {
    private final List<ResultRow> rows;

    FunnelChart(List<ResultRow> rows) {
        this.rows = rows.stream()
                .filter(row -> row.section().equals("funnel") && row.item() == null && row.day() == null)
                .toList();
    }

    String html() {
        if (rows.isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder(
                "<section>\n<h2>Who came how far</h2>\n<p>Persons; opens and clicks of programs are set apart.</p>\n");
        for (String arm : rows.stream().map(ResultRow::arm).distinct().sorted().toList()) {
            List<ResultRow> persons = rows.stream()
                    .filter(row -> arm.equals(row.arm()) && row.measure().equals("persons"))
                    .toList();
            double most = Math.max(
                    1, persons.stream().mapToDouble(ResultRow::value).max().orElse(1));
            html.append("<h3>").append(Html.text(arm)).append("</h3>\n<div class=\"bars\">\n");
            persons.forEach(row -> html.append(bar(row, most)));
            html.append("</div>\n");
        }
        rows.stream()
                .filter(row -> row.subject().equals("delivered") && row.note() != null)
                .findFirst()
                .ifPresent(row -> html.append("<p class=\"small\">delivered: ")
                        .append(Html.text(row.note()))
                        .append(".</p>\n"));
        return html.append("</section>\n").toString();
    }

    private String bar(ResultRow row, double most) {
        double machines = rows.stream()
                .filter(other -> other.measure().equals("machine_persons"))
                .filter(other ->
                        other.subject().equals(row.subject()) && row.arm().equals(other.arm()))
                .mapToDouble(ResultRow::value)
                .sum();
        return "<span class=\"label\">" + Html.text(row.subject())
                + "</span><svg class=\"bar\"><rect class=\"first\" width=\""
                + Html.at(100 * row.value() / most) + "%\" height=\"100%\"/></svg><span class=\"figure\">"
                + Html.count(row.value()) + " <small>" + Html.percent(row.value() / most)
                + (machines > 0 ? ", programs " + Html.count(machines) : "") + "</small></span>\n";
    }
}
