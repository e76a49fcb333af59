package org.crmlake.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody may have meant. */
public final class Nearest {
    private Nearest() {}

    /**
     * Returns the name that needs the fewest letters added, left out or replaced to become {@code typed}, ignoring case; empty
     * if all need more than a third of the letters, for then it would be a guess.
     */
    public static Optional<String> of(String typed, Collection<String> names) {
        String wanted = typed.toLowerCase(Locale.ROOT);
        return names.stream()
                .filter(name -> distance(wanted, name.toLowerCase(Locale.ROOT))
                        <= Math.max(1, Math.max(typed.length(), name.length()) / 3))
                .min(Comparator.comparingInt((String name) -> distance(wanted, name.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Returns {@code  Did you mean 'name'?} with a space before it, or nothing. */
    public static String question(String typed, Collection<String> names) {
        return of(typed, names).map(name -> " Did you mean '" + name + "'?").orElse("");
    }

    /** Returns the Levenshtein distance, row by row. */
    static int distance(String left, String right) {
        int[] above = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int[] row = new int[right.length() + 1];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int replaced = above[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[right.length()];
    }
}
