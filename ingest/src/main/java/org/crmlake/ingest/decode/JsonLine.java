package org.crmlake.ingest.decode;

/**
 * What Spark's JSON parser passes over in silence: text after the object, which would be lost, and half a surrogate pair, which
 * would become a question mark; and nesting so deep that reading it could end the whole batch. Whether the line is JSON otherwise is for the parser to say.
 */
final class JsonLine {
    /** As in the format segment. Columns learnt from a deeper line would be nested as deep, and Spark walks through them by recursion. */
    static final int DEEPEST = 200;

    private static final int ESCAPED = 6;

    private final byte[] line;
    private int at;

    private JsonLine(byte[] line) {
        this.line = line;
    }

    /** Returns what is wrong with a line of UTF-8, or null. */
    static String problem(byte[] line) {
        return new JsonLine(line).problem();
    }

    private String problem() {
        int depth = 0;
        for (at = 0; at < line.length; at++) {
            byte b = line[at];
            if (b == '"' && !skipString()) {
                return "the line has half a surrogate pair, which has no UTF-8";
            } else if ((b == '{' || b == '[') && ++depth > DEEPEST) {
                return "the line is nested deeper than " + DEEPEST;
            } else if ((b == '}' || b == ']') && --depth == 0) {
                return onlyBlanksFrom(at + 1) ? null : "the line has more after its JSON object";
            }
        }
        return null;
    }

    /** Goes to the quote that ends the string; returns false if the string has half a surrogate pair. */
    private boolean skipString() {
        for (at++; at < line.length && line[at] != '"'; at++) {
            if (line[at] != '\\') {
                continue;
            }
            int unit = escapedAt(at);
            if (unit < 0) {
                at++;
                continue;
            }
            at += ESCAPED - 1;
            if (Character.isSurrogate((char) unit)) {
                int next = escapedAt(at + 1);
                if (next < 0 || !Character.isSurrogatePair((char) unit, (char) next)) {
                    return false;
                }
                at += ESCAPED;
            }
        }
        return true;
    }

    /** Returns the UTF-16 unit that a backslash, a u and four hexadecimal digits write here, or -1. */
    private int escapedAt(int from) {
        if (from + ESCAPED > line.length || line[from] != '\\' || line[from + 1] != 'u') {
            return -1;
        }
        int unit = 0;
        for (int i = from + 2; i < from + ESCAPED; i++) {
            int digit = Character.digit(line[i], 16);
            if (digit < 0) {
                return -1;
            }
            unit = unit * 16 + digit;
        }
        return unit;
    }

    private boolean onlyBlanksFrom(int from) {
        for (int i = from; i < line.length; i++) {
            if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r') {
                return false;
            }
        }
        return true;
    }
}
