package org.crmlake.model.segment;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.crmlake.model.EventKind;

/**
 * What events say of consent. {@code Consent Updated} names a purpose and a state in its properties; {@code Unsubscribed} takes
 * back the consent to the channel that it names, else to e-mail.
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
        WITHDRAWN;

        /** Returns the state as events and definitions write it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<State> parse(String text) {
            return Arrays.stream(values())
                    .filter(state -> state.text().equals(text))
                    .findFirst();
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

    /** Returns what an event says of consent; empty if it says nothing, or nothing that can be understood. */
    public static Optional<Said> said(Occurrence event) {
        if (event.kind() != EventKind.TRACK || event.name() == null) {
            return Optional.empty();
        }
        String purpose = event.value(FIELDS.get(0));
        if (event.name().equals(UNSUBSCRIBED)) {
            String channel = event.value(FIELDS.get(2));
            return Optional.of(new Said(channel == null ? EMAIL : channel, State.WITHDRAWN, event));
        }
        String state = event.value(FIELDS.get(1));
        if (!event.name().equals(UPDATED) || purpose == null || state == null) {
            return Optional.empty();
        }
        return State.parse(state).map(known -> new Said(purpose, known, event));
    }
}
