package org.crmlake.model.segment;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.crmlake.model.EventKind;

/**
 * What one event says of a customer: a trait, or the state of a consent. Of two statements on the same thing the one holds whose
 * event happened later, of two consents of the same moment the one that is no yes, and else the one whose event has the greater id: whatever
 * comes in first, and however often, the same one holds in the end. Conditions on traits and consents follow the same rule.
 *
 * @param topic what it is about
 * @param name the trait's name, or the consent's purpose
 * @param value the trait's value, or the state of the consent
 * @param time when the event happened
 * @param eventId the event's id
 * @param source where the event came from
 */
public record Statement(Topic topic, String name, String value, Instant time, String eventId, String source) {
    /** What a statement is about. */
    public enum Topic {
        TRAIT,
        CONSENT
    }

    /** By time, then a consent by what it says, then by the id of the event. */
    private static final Comparator<Statement> ORDER = Comparator.comparing(Statement::time)
            .thenComparing(Statement::isNoYes)
            .thenComparing(Statement::eventId);

    public Statement {
        requireNonNull(topic, "topic is null");
        requireNonNull(name, "name is null");
        requireNonNull(value, "value is null");
        requireNonNull(time, "time is null");
        requireNonNull(eventId, "eventId is null");
        requireNonNull(source, "source is null");
    }

    /**
     * Returns what an event says: each property of an {@code identify} is a trait, and {@link Consents} reads consents.
     *
     * @param event with its source and all its properties among its fields
     */
    public static List<Statement> of(Occurrence event) {
        if (event.kind() == EventKind.IDENTIFY) {
            return event.fields().entrySet().stream()
                    .filter(field -> field.getKey().startsWith(EventField.PROPERTIES))
                    .map(field -> of(
                            Topic.TRAIT,
                            field.getKey().substring(EventField.PROPERTIES.length()),
                            field.getValue(),
                            event))
                    .toList();
        }
        return Consents.said(event).stream()
                .map(said -> of(Topic.CONSENT, said.purpose(), said.state().text(), event))
                .toList();
    }

    /** Whether this one holds and not the other, which is on the same thing. */
    public boolean isNewerThan(Statement other) {
        return ORDER.compare(this, other) > 0;
    }

    /** Returns this statement with another value. */
    public Statement reading(String other) {
        return new Statement(topic, name, other, time, eventId, source);
    }

    private boolean isNoYes() {
        return topic == Topic.CONSENT && !value.equals(Consents.State.GRANTED.text());
    }

    private static Statement of(Topic topic, String name, String value, Occurrence event) {
        return new Statement(
                topic, name, value, event.time(), event.id(), event.fields().get(EventField.SOURCE));
    }
}
