package org.crmlake.model;

/** Untrusted text made fit for a message or a log line: one line, no control characters, not endless. */
public final class Printable {
    private static final int LONGEST = 80;

    private Printable() {}

    /** Returns {@code text} with control characters shown as {@code ?} and cut after 80 characters; {@code null} reads "null". */
    public static String of(String text) {
        return of(text, LONGEST);
    }

    /** Returns {@code text} with control characters shown as {@code ?} and cut after {@code longest} characters. */
    public static String of(String text, int longest) {
        if (text == null) {
            return "null";
        }
        StringBuilder shown = new StringBuilder(Math.min(text.length(), longest) + 1);
        for (int i = 0; i < text.length() && i < longest; i++) {
            char c = text.charAt(i);
            shown.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? '?' : c);
        }
        if (text.length() > longest) {
            shown.append('…');
        }
        return shown.toString();
    }

    /** Returns a line without the characters that are not seen and the spaces around it; each kind of space is one. */
    public static String visible(String line) {
        StringBuilder visible = new StringBuilder();
        line.codePoints()
                .filter(c -> Character.getType(c) != Character.FORMAT)
                .map(c -> Character.isSpaceChar(c) ? ' ' : c)
                .forEach(visible::appendCodePoint);
        return visible.toString().strip();
    }

    /** Returns a text as {@link #visible}, where tabs, ends of lines and other control characters are spaces too. */
    public static String onOneLine(String text) {
        StringBuilder line = new StringBuilder(text);
        for (int i = 0; i < line.length(); i++) {
            if (Character.isISOControl(line.charAt(i))) {
                line.setCharAt(i, ' ');
            }
        }
        return visible(line.toString());
    }
}
