package org.crmlake.model.segment;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
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

    private static final String EMAIL = "email";

    /** Whoever leaves one of these may stay in the mailing list; whoever leaves another, of which nothing is known, does not. */
    private static final Set<String> OTHER_CHANNELS = Set.of(
            "sms", "mms", "push", "mobile_push", "web_push", "in_app", "whatsapp", "phone", "post", "direct_mail", ALL);

    private static final Set<String> WORDS_FOR_ALL = Set.of(ALL, "all", "any", "every", "everything");
    private static final Set<String> WORDS_FOR_EMAIL =
            Set.of("e-mail", "e_mail", "e mail", "mail", "emails", "e-mails");

    /** One character: it takes no time to go back. */
    private static final Pattern BETWEEN = Pattern.compile("[,;|\"'\\[\\]{}]");

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
            purposes.addAll(named(purpose));
            Set<String> channels = named(channel);
            purposes.addAll(channels);
            if (!OTHER_CHANNELS.containsAll(channels) || channels.isEmpty()) {
                purposes.add(EMAIL);
            }
        } else if (name.equals(UPDATED)) {
            said = State.of(state);
            if (said == State.GRANTED) {
                purposes.add(word(purpose == null ? "" : purpose));
                purposes.removeAll(Set.of("", ALL));
            } else {
                purposes.addAll(named(purpose));
                if (purposes.isEmpty()) {
                    purposes.add(ALL);
                }
            }
        }
        State last = said;
        return purposes.stream().map(one -> new Word(one, last)).toList();
    }

    /** Returns all that a text names: as it is, each of several, and by the names that definitions use. */
    private static Set<String> named(String text) {
        Set<String> named = new LinkedHashSet<>();
        String whole = word(text == null ? "" : text);
        for (String part : BETWEEN.split(whole)) {
            String one = part.strip();
            if (one.chars().anyMatch(Character::isLetterOrDigit) || one.equals(ALL)) {
                named.add(WORDS_FOR_ALL.contains(one) ? ALL : one);
                if (WORDS_FOR_EMAIL.contains(one)) {
                    named.add(EMAIL);
                }
            }
        }
        if (!named.isEmpty() && !WORDS_FOR_ALL.contains(whole)) {
            named.add(whole);
        }
        return named;
    }

    /** Returns a purpose, channel or state as it is compared: in small letters, without spaces around it and characters that are not seen. */
    static String word(String text) {
        return Printable.visible(text).toLowerCase(Locale.ROOT);
    }
}
