package org.crmlake.model.segment;

import java.math.BigDecimal;

/** Numbers in values of events, which are text. */
final class Numbers {
    /** Longer than any amount; an exponent is not taken, for it makes a number of a billion digits of ten letters. */
    private static final int LONGEST = 40;

    private Numbers() {}

    /** Returns the number that the text writes in plain decimal digits, or null. */
    static BigDecimal parse(String text) {
        if (text == null || text.isEmpty() || text.length() > LONGEST) {
            return null;
        }
        boolean digit = false;
        boolean point = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digit = true;
            } else if (c == '.' && !point && digit && i < text.length() - 1) {
                point = true;
            } else if (i > 0 || c != '-') {
                return null;
            }
        }
        return digit ? new BigDecimal(text) : null;
    }
}
