package org.crmlake.model.segment;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.crmlake.model.EventKind;
import org.crmlake.model.Printable;

/**
 * What events say of consent. {@code Consent Updated} names a purpose and a state in its properties; {@code Unsubscribed} takes
 * back the consent to the channel and the purpose that it names, and to e-mail unless the channel is known to be another. Purposes, channels
 * and states are the same in capitals. Whatever else than the known states is said of a purpose, or nothing, is not understood, and that
 * is no consent; where no purpose is named, it is said of all.
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

    /** The purpose of a word that takes back everything: whatever is not a yes can be said of all purposes. */
    public static final String ALL = "*";

    /** What is known of a purpose of which nothing was said but a yes of a time to come. */
    public static final String FUTURE = "future";

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

    /** Returns what an event says of consent: of each purpose once, or nothing. */
    public static List<Said> said(Occurrence event) {
        if (event.kind() != EventKind.TRACK || event.name() == null) {
            return List.of();
        }
        return words(event.name(), event.value(FIELDS.get(0)), event.value(FIELDS.get(1)), event.value(FIELDS.get(2)))
                .stream()
                .map(word -> new Said(word.purpose(), word.state(), event))
                .toList();
    }

    /** A purpose, and what was said of it. */
    public record Word(String purpose, State state) {}

    /**
     * Returns what a {@code track} event says of consent, none if nothing. A yes is one to the purpose that it names and to nothing else; of what
     * is no yes, rather too much is taken: all purposes that it names, and all there are where it names none.
     *
     * @param name of the event
     * @param purpose its property of that name, or null; and so on
     */
    public static List<Word> words(String name, String purpose, String state, String channel) {
        Set<String> purposes = new LinkedHashSet<>();
        State said = State.WITHDRAWN;
        if (name.equals(UNSUBSCRIBED)) {
            purposes.addAll(Refused.of(purpose).names());
            Refused channels = Refused.of(channel);
            purposes.addAll(channels.names());
            if (!channels.isOfKnownChannels() || channels.names().isEmpty()) {
                purposes.add(Refused.EMAIL);
            }
        } else if (name.equals(UPDATED)) {
            said = State.of(state);
            if (said == State.GRANTED) {
                purposes.add(word(purpose == null ? "" : purpose));
                purposes.removeAll(Set.of("", ALL));
            } else {
                purposes.addAll(Refused.of(purpose).names());
                if (purposes.isEmpty()) {
                    purposes.add(ALL);
                }
            }
        }
        State last = said;
        return purposes.stream().map(one -> new Word(one, last)).toList();
    }

    /** Returns a purpose, channel or state as it is compared: in small letters, without spaces around it and characters that are not seen. */
    static String word(String text) {
        return Printable.visible(text).toLowerCase(Locale.ROOT);
    }
}
