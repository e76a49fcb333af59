package org.crmlake.cli.output;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;

/** A value as plain text, for tables and CSV: instants in UTC, decimals without exponent, nested values as JSON. */
final class Plain {
    private Plain() {}

    static String of(Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        if (value instanceof Double || value instanceof Float) {
            return number(((Number) value).doubleValue());
        }
        if (value instanceof Duration duration) {
            return BigDecimal.valueOf(duration.toMillis(), 3).toPlainString();
        }
        if (value instanceof byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }
        if (value instanceof Map || value instanceof Collection) {
            return Json.of(value);
        }
        return value.toString();
    }

    /** Returns whether the value is set at the right edge of its column. */
    static boolean isNumber(Object value) {
        return value instanceof Number || value instanceof Duration;
    }

    private static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Double.toString(value);
        }
        return new BigDecimal(Double.toString(value)).toPlainString();
    }
}
