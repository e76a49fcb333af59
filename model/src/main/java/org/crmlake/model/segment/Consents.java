package org.crmlake.model.segment;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.crmlake.model.EventKind;

/**
 * What events say of consent. {@code Consent Updated} names a purpose and a state in its properties; {@code Unsubscribed} takes
 * back the consent to the channel that it names, else to e-mail. Purposes, channels and states are the same in capitals. Whatever else than
 * the known states is said of a purpose, or nothing, is not understood, and that is no consent.
 */
public final class Consents {
    /** The event that gives, refuses or takes back a consent. */
    public static final String UPDATED = "Consent Updated";

    /** The event of the Segment Spec by which somebody leaves a mailing list. */
    public static final String UNSUBSCRIBED = "Unsubscribed";

    /** The events that say something of consent. */
    public static final EventFilter EVENTS = EventFilter.named(UPDATED, UNSUBSCRIBED);

    /** The fields of those events that matter. */
    public static final List<EventField> FIELDS = List.of(
            new EventField(EventField.PROPERTIES + "purpose"),
            new EventField(EventField.PROPERTIES + "state"),
            new EventField(EventField.PROPERTIES + "channel"));

    private static final String EMAIL = "email";

    /** What a customer may have said of a purpose. */
    public enum State {
        /** Yes. */
        GRANTED,
        /** No. */
        DENIED,
        /** Not any more. */
        WITHDRAWN,
        /** Something that is none of these. */
        NOT_UNDERSTOOD;

        /** Returns the state as events and definitions write it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        private static State of(String text) {
            String word = text == null ? "" : word(text);
            return Arrays.stream(values())
                    .filter(state -> state.text().equals(word))
                    .findFirst()
                    .orElse(NOT_UNDERSTOOD);
        }
    }

    /**
     * What one event says.
     *
     * @param purpose what for: {@code email}, {@code ad_user_data} and so on
     * @param event the event that says so
     */
    public record Said(String purpose, State state, Occurrence event) {}

    private Consents() {}

    /** Returns what an event says of consent; empty if it says nothing, or not of what. */
    public static Optional<Said> said(Occurrence event) {
        if (event.kind() != EventKind.TRACK || event.name() == null) {
            return Optional.empty();
        }
        return word(event.name(), event.value(FIELDS.get(0)), event.value(FIELDS.get(1)), event.value(FIELDS.get(2)))
                .map(word -> new Said(word.purpose(), word.state(), event));
    }

    /** A purpose, and what was said of it. */
    public record Word(String purpose, State state) {}

    /**
     * Returns what a {@code track} event says of consent; empty if it says nothing, or not of what.
     *
     * @param name of the event
     * @param purpose its property of that name, or null; and so on
     */
    public static Optional<Word> word(String name, String purpose, String state, String channel) {
        if (name.equals(UNSUBSCRIBED)) {
            return Optional.of(new Word(channel == null || channel.isBlank() ? EMAIL : word(channel), State.WITHDRAWN));
        }
        return name.equals(UPDATED) && purpose != null && !purpose.isBlank()
                ? Optional.of(new Word(word(purpose), State.of(state)))
                : Optional.empty();
    }

    /** Returns a purpose, channel or state as it is compared. */
    static String word(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }
}
