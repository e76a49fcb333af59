package org.crmlake.cli.campaign;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Text and numbers as HTML shows them. */
final class Html {
    private Html() {}

    /** Returns text that the browser takes for text, whatever is in it. */
    static String text(String words) {
        if (words == null) {
            return "";
        }
        return words.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** Returns a whole number with separators of thousands. */
    static String count(double number) {
        return String.format(Locale.ROOT, "%,d", Math.round(number)).replace(",", "\u202f");
    }

    /** Returns a number with four digits that count, thousands separated. */
    static String number(double number) {
        if (Math.abs(number) >= 1000) {
            return minus(count(number));
        }
        BigDecimal rounded = new BigDecimal(number, new MathContext(4)).stripTrailingZeros();
        return minus((rounded.scale() < 0 ? rounded.setScale(0) : rounded).toPlainString());
    }

    /** Returns a share as a percentage with one decimal, two where it is small. */
    static String percent(double share) {
        return minus(String.format(Locale.ROOT, Math.abs(share) < 0.02 ? "%.2f" : "%.1f", 100 * share)) + "\u00a0%";
    }

    /** Returns the difference of two shares in points, which are hundredths of the whole and no hundredths of a share. */
    static String points(double difference) {
        return minus(String.format(Locale.ROOT, Math.abs(difference) < 0.02 ? "%.2f" : "%.1f", 100 * difference));
    }

    /** Returns how likely something is by chance; what is too small to read is only said to be so. */
    static String chance(double p) {
        return p < 0.000001 ? "below 0.000001" : number(p);
    }

    /** Returns a difference with its sign. */
    static String signed(String number) {
        return number.startsWith("\u2212") ? number : "+" + number;
    }

    /** Returns a coordinate for SVG and CSS. */
    static String at(double place) {
        return String.format(Locale.ROOT, "%.2f", place);
    }

    private static String minus(String number) {
        return number.startsWith("-") ? "\u2212" + number.substring(1) : number;
    }
}
