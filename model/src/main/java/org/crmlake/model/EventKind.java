package org.crmlake.model;

import java.util.Locale;
import java.util.Optional;

/** The six calls of the Segment Spec. */
public enum EventKind {
    IDENTIFY,
    TRACK,
    PAGE,
    SCREEN,
    GROUP,
    ALIAS;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** Returns the kind as the stores spell it, in lower case. */
    public String text() {
        return text;
    }

    /** Returns the kind spelt {@code text}, in lower case, or empty if there is none. */
    public static Optional<EventKind> parse(String text) {
        for (EventKind kind : values()) {
            if (kind.text.equals(text)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
