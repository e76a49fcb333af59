package org.crmlake.model;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.crmlake.model.CrmException.Kind;

/**
 * A customer as one source knows them, written {@code namespace:id}, for instance {@code retail:17850}. Identity resolution
 * maps keys to persons beside the events and never rewrites a key.
 *
 * @param text the whole key: a namespace of lower-case letters, digits, {@code _} or {@code -}, a colon, and an id of any
 *     characters but NUL; at most {@value #LONGEST} bytes of UTF-8
 */
public record CustomerKey(String text) implements Comparable<CustomerKey> {
    /** The most bytes of UTF-8 a key may have: it is part of every row key. */
    public static final int LONGEST = 256;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    public CustomerKey {
        problem(text).ifPresent(reason -> {
            throw new CrmException(
                    Kind.USAGE,
                    "Cannot use customer key '" + Printable.of(text) + "': " + reason
                            + ". Write it as namespace:id, for instance retail:17850.");
        });
    }

    /** Returns what is wrong with {@code text} as a customer key, or empty if it is one. */
    public static Optional<String> problem(String text) {
        if (text == null || text.isEmpty()) {
            return Optional.of("it is empty");
        }
        int colon = text.indexOf(':');
        if (colon < 1) {
            return Optional.of("it has no namespace");
        }
        for (int i = 0; i < colon; i++) {
            char c = text.charAt(i);
            boolean allowed = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '-';
            if (!allowed) {
                return Optional.of("its namespace has a character that is not a-z, 0-9, _ or -");
            }
        }
        if (colon == text.length() - 1) {
            return Optional.of("its id is empty");
        }
        if (text.indexOf('\0') >= 0) {
            return Optional.of("it has a NUL character");
        }
        if (hasLoneSurrogate(text)) {
            return Optional.of("it has half a surrogate pair, which has no UTF-8");
        }
        // Every char is at most three bytes, so short keys need no encoding to be measured.
        if (text.length() * 3 > LONGEST && text.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            return Optional.of("it is longer than " + LONGEST + " bytes");
        }
        return Optional.empty();
    }

    /**
     * Returns whether {@code text} has a control character or an end of a line. Stored keys may have one, and can be asked for; no new
     * event is taken in under such a key, for a file of keys would read it as two.
     */
    public static boolean hasControlCharacter(String text) {
        return text.chars().anyMatch(c -> Character.isISOControl(c) || c == '\u2028' || c == '\u2029');
    }

    /** Returns what is wrong with {@code text} as the key of an event that is yet to be taken in, or empty if events may have it. */
    public static Optional<String> problemOfNew(String text) {
        return problem(text).or(() -> {
            String id = text.substring(text.indexOf(':') + 1);
            if (hasControlCharacter(text)) {
                return Optional.of("it has a control character");
            }
            if (id.charAt(0) == BYTE_ORDER_MARK) {
                // Where files are put together, the mark of the second one stands before its first customer, who is
                // another one without it.
                return Optional.of("its id begins with a byte order mark");
            }
            return id.codePoints().allMatch(CustomerKey::isBlank)
                    ? Optional.of("its id has only blanks")
                    : Optional.empty();
        });
    }

    /** Whether nothing is seen of a character: blanks of all widths, and signs that only say how others are written. */
    private static boolean isBlank(int character) {
        return Character.isWhitespace(character)
                || Character.isSpaceChar(character)
                || Character.getType(character) == Character.FORMAT;
    }

    /** Written as UTF-8, half a pair becomes a question mark, and two customers would become one. */
    private static boolean hasLoneSurrogate(String text) {
        return text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    /** Returns the part before the first colon. */
    public String namespace() {
        return text.substring(0, text.indexOf(':'));
    }

    /** Returns the part after the first colon. */
    public String id() {
        return text.substring(text.indexOf(':') + 1);
    }

    @Override
    public int compareTo(CustomerKey other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
