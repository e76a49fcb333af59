package org.crmlake.jobs.value;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.crmlake.jobs.value.Backtest.Band;
import org.crmlake.jobs.value.Backtest.Forecast;

/** A backtest as one HTML page that needs nothing from elsewhere: light or dark as the reader likes it, as wide as the screen. */
final class BacktestPage {
    private static final String STYLE = """
            :root { color-scheme: light dark; --ink: #1c2330; --soft: #5b6675; --line: #d9dee6; --paper: #fff; --actual: #2a6fbb;
              --expected: #d9822b; }
            @media (prefers-color-scheme: dark) { :root { --ink: #e7ebf1; --soft: #9aa6b6; --line: #323b49; --paper: #151a22;
              --actual: #6cb0f5; --expected: #f2ad62; } }
            * { box-sizing: border-box; }
            body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 4rem; background: var(--paper); color: var(--ink);
              font: 16px/1.5 system-ui, sans-serif; }
            h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; } h2 { font-size: 1.1rem; margin: 2.5rem 0 .25rem; }
            p { margin: .25rem 0 1rem; } .soft { color: var(--soft); }
            .scroll { overflow-x: auto; }
            table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: .9rem; }
            th, td { padding: .3rem .6rem; text-align: right; border-bottom: 1px solid var(--line); }
            th:first-child, td:first-child { text-align: left; } th { color: var(--soft); font-weight: 600; }
            svg { width: 100%; height: auto; display: block; } svg text { fill: var(--soft); font-size: 12px; }
            .actual { fill: var(--actual); } .expected { fill: var(--expected); } .grid { stroke: var(--line); }
            .key span { display: inline-block; width: .8em; height: .8em; border-radius: 2px; margin: 0 .3em 0 1em; }
            .key span:first-child { margin-left: 0; }
            @media (max-width: 36rem) { svg text { font-size: 21px; } table { font-size: .8rem; } th, td { padding: .3rem .25rem; } }
            """;
    private static final int WIDTH = 640;
    private static final int HEIGHT = 280;
    private static final int LEFT = 56;
    private static final int BOTTOM = 46;
    private static final int TOP = 10;
    private static final int LINES = 4;

    private final StringBuilder html = new StringBuilder();

    private BacktestPage() {}

    static String of(StoredModel model, Backtest backtest, int horizon, LocalDate end) {
        BacktestPage page = new BacktestPage();
        page.head(model, backtest, horizon, end);
        page.forecasts(backtest);
        page.bands(
                "By purchases before the cut",
                "Customers who had bought again so many times, and what they bought afterwards, on average.",
                "repeat purchases",
                backtest.byFrequency());
        page.bands(
                "By tenths of the forecast",
                "Customers in order of what was expected of them, in ten parts; 10 is the most promising. Equal forecasts stay"
                        + " together, so a part can be empty or large.",
                "tenth",
                backtest.byDecile());
        page.model(model);
        page.html.append("</body>\n</html>\n");
        return page.html.toString();
    }

    private void head(StoredModel model, Backtest backtest, int horizon, LocalDate end) {
        Forecast forecast = backtest.forecasts().get(0);
        String title = "Backtest of " + model.model();
        add("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" + escaped(title)
                + "</title>\n");
        add("<style>\n" + STYLE + "</style>\n</head>\n<body>\n<h1>" + escaped(title) + "</h1>\n");
        add("<p>Learned from %s customers until %s, held against the %d %ss until %s.</p>\n"
                .formatted(whole(backtest.customers()), model.trainUntil(), horizon, model.period(), end));
        backtest.warnings().forEach(warning -> add("<p><strong>" + escaped(warning) + "</strong></p>\n"));
        add("<p>They bought <strong>%s</strong> times; <strong>%s</strong> were expected, %s.</p>\n"
                .formatted(
                        whole(backtest.actual()),
                        whole(forecast.total()),
                        difference(forecast.total(), backtest.actual())));
    }

    private void forecasts(Backtest backtest) {
        add(
                "<h2>Against simpler forecasts</h2>\n<p class=\"soft\">Errors are means over customers; less is better.</p>\n");
        add(
                "<div class=\"scroll\"><table><thead><tr><th>forecast</th><th>purchases in all</th><th>mean absolute error</th>"
                        + "<th>root mean square error</th></tr></thead><tbody>\n");
        for (Forecast forecast : backtest.forecasts()) {
            add("<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n"
                    .formatted(
                            escaped(forecast.name()),
                            whole(forecast.total()),
                            number(forecast.meanAbsoluteError()),
                            number(forecast.rootMeanSquareError())));
        }
        add("<tr><td>what happened</td><td>%s</td><td></td><td></td></tr>\n</tbody></table></div>\n"
                .formatted(whole(backtest.actual())));
    }

    private void bands(String title, String words, String label, List<Band> bands) {
        add("<h2>" + escaped(title) + "</h2>\n<p class=\"soft\">" + escaped(words) + "</p>\n");
        add("<p class=\"key\"><span style=\"background: var(--actual)\"></span>bought"
                + "<span style=\"background: var(--expected)\"></span>expected</p>\n");
        chart(title, label, bands);
        add("<div class=\"scroll\"><table><thead><tr><th>" + escaped(label)
                + "</th><th>customers</th><th>bought</th><th>expected</th></tr></thead><tbody>\n");
        for (Band band : bands) {
            add("<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n"
                    .formatted(
                            escaped(band.name()),
                            whole(band.customers()),
                            number(band.actual()),
                            number(band.expected())));
        }
        add("</tbody></table></div>\n");
    }

    private void chart(String title, String label, List<Band> bands) {
        double most = bands.stream()
                .mapToDouble(band -> Math.max(band.actual(), band.expected()))
                .max()
                .orElse(0);
        double step = niceStep(most / LINES);
        double top = Math.max(step, step * Math.ceil(most / step));
        int plotHeight = HEIGHT - TOP - BOTTOM - 14;
        add("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n".formatted(WIDTH, HEIGHT, escaped(title)));
        for (double value = 0; value <= top + step / 2; value += step) {
            double y = TOP + plotHeight * (1 - value / top);
            add("<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%s\" y2=\"%s\"/>".formatted(LEFT, WIDTH, at(y), at(y)));
            add("<text x=\"%d\" y=\"%s\" text-anchor=\"end\">%s</text>\n"
                    .formatted(LEFT - 6, at(y + 4), tick(value, step)));
        }
        double slot = (double) (WIDTH - LEFT) / Math.max(1, bands.size());
        double bar = slot * 0.36;
        for (int i = 0; i < bands.size(); i++) {
            Band band = bands.get(i);
            double x = LEFT + slot * i + slot * 0.12;
            bar("actual", x, bar, plotHeight, band.actual() / top, band.actual());
            bar("expected", x + bar + slot * 0.04, bar, plotHeight, band.expected() / top, band.expected());
            add("<text x=\"%s\" y=\"%d\" text-anchor=\"middle\">%s</text>\n"
                    .formatted(at(LEFT + slot * (i + 0.5)), HEIGHT - BOTTOM + 8, escaped(band.name())));
        }
        add("<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>\n</svg>\n"
                .formatted((WIDTH + LEFT) / 2, HEIGHT - 6, escaped(label)));
    }

    private void bar(String kind, double x, double width, int plotHeight, double share, double value) {
        double height = plotHeight * share;
        add("<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"2\"><title>%s: %s</title></rect>\n"
                .formatted(
                        kind,
                        at(x),
                        at(TOP + plotHeight - height),
                        at(width),
                        at(height),
                        kind.equals("actual") ? "bought" : kind,
                        number(value)));
    }

    private void model(StoredModel model) {
        add("<h2>The model</h2>\n<p class=\"soft\">%s, log-likelihood %s.</p>\n"
                .formatted(
                        escaped(model.id()),
                        String.format(Locale.ROOT, "%.4f", model.fit().logLikelihood())));
        add(
                "<div class=\"scroll\"><table><thead><tr><th>parameter</th><th>estimate</th><th>standard error</th></tr></thead>"
                        + "<tbody>\n");
        Map<String, Double> errors = model.standardErrors();
        model.parameters()
                .forEach((name, value) -> add("<tr><td>%s</td><td>%s</td><td>%s</td></tr>\n"
                        .formatted(escaped(name), number(value), number(errors.get(name)))));
        add("</tbody></table></div>\n");
        model.fit().warnings().forEach(warning -> add("<p>" + escaped(warning) + "</p>\n"));
    }

    private void add(String text) {
        html.append(text);
    }

    private static double niceStep(double rough) {
        if (!(rough > 0)) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        for (double factor : new double[] {1, 2, 5}) {
            if (rough <= factor * power) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private static String tick(double value, double step) {
        int decimals = Math.max(0, (int) Math.ceil(-Math.log10(step) - 1e-9));
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    private static String difference(double expected, double actual) {
        if (actual == 0) {
            return "and nothing happened";
        }
        double share = 100 * (expected / actual - 1);
        return String.format(Locale.ROOT, "%.1f %% too %s", Math.abs(share), share < 0 ? "few" : "many");
    }

    private static String whole(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    private static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4f", value) : "–";
    }

    private static String at(double place) {
        return String.format(Locale.ROOT, "%.1f", place);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
