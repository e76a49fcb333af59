package org.crmlake.cli.campaign;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.crmlake.jobs.campaign.ResultRow;

/** Which channel gets how many of the conversions, by three models side by side. */
final class CreditChart {
    private static final List<String> SHOWN = List.of("last", "markov", "shapley");
    private static final List<String> CLASSES = List.of("first", "second", "third");

    private final List<ResultRow> credits;

    CreditChart(List<ResultRow> rows) {
        credits = rows.stream()
                .filter(row ->
                        row.section().equals("attribution") && row.measure().equals("conversions"))
                .toList();
    }

    String html() {
        if (credits.isEmpty()) {
            return "";
        }
        double largest = credits.stream()
                .filter(row -> SHOWN.contains(row.subject()))
                .mapToDouble(row -> row.upper() == null ? row.value() : Math.max(row.value(), row.upper()))
                .max()
                .orElse(0);
        // Without any conversion all bars are empty.
        double most = largest > 0 ? largest : 1;
        StringBuilder html =
                new StringBuilder("<section>\n<h2>Which channel led to conversions</h2>\n<p class=\"legend\">");
        for (int i = 0; i < SHOWN.size(); i++) {
            html.append("<span><i class=\"")
                    .append(CLASSES.get(i))
                    .append("\"></i>")
                    .append(SHOWN.get(i))
                    .append("</span>");
        }
        html.append(
                "</p>\n<p class=\"small\">Credit is a rule, not a cause: only the experiment above tells what would have"
                        + " happened without. The thin line is the interval of the bootstrap.</p>\n");
        List<String> channels = credits.stream()
                .filter(row -> row.subject().equals("markov"))
                .sorted(Comparator.comparing(ResultRow::value).reversed())
                .map(ResultRow::item)
                .toList();
        for (String channel : channels) {
            html.append("<div class=\"channel\"><b>")
                    .append(Html.text(channel))
                    .append("</b>\n<div class=\"bars tight\">\n");
            for (int i = 0; i < SHOWN.size(); i++) {
                Optional<ResultRow> credit = find(SHOWN.get(i), channel);
                if (credit.isPresent()) {
                    html.append(bar(credit.get(), CLASSES.get(i), most));
                }
            }
            html.append("</div></div>\n");
        }
        return html.append("</section>\n").toString();
    }

    private static String bar(ResultRow credit, String style, double most) {
        String interval = credit.lower() == null
                ? ""
                : "<line class=\"whisker\" x1=\"" + Html.at(100 * Math.max(0, credit.lower()) / most) + "%\" x2=\""
                        + Html.at(100 * Math.max(0, credit.upper()) / most) + "%\" y1=\"50%\" y2=\"50%\"/>";
        return "<svg class=\"bar\"><rect class=\"" + style + "\" width=\""
                + Html.at(100 * Math.max(0, credit.value()) / most) + "%\" height=\"100%\"/>" + interval
                + "</svg><span class=\"figure\">" + Html.number(credit.value()) + "</span>\n";
    }

    private Optional<ResultRow> find(String model, String channel) {
        return credits.stream()
                .filter(row -> row.subject().equals(model) && channel.equals(row.item()))
                .findFirst();
    }
}
