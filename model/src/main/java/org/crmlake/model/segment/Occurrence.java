package org.crmlake.model.segment;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.crmlake.model.Event;
import org.crmlake.model.EventKind;

/**
 * An event as conditions see it.
 *
 * @param time when it happened
 * @param id the event's id
 * @param kind which of the six calls
 * @param name what happened, or null
 * @param fields values by the name of the {@link EventField}; a field that is not there has no value
 */
public record Occurrence(Instant time, String id, EventKind kind, String name, Map<String, String> fields) {
    /** By time, then by id, so that two at the same moment always come in the same order. */
    public static final Comparator<Occurrence> ORDER =
            Comparator.comparing(Occurrence::time).thenComparing(Occurrence::id);

    public Occurrence {
        requireNonNull(time, "time is null");
        requireNonNull(id, "id is null");
        requireNonNull(kind, "kind is null");
        requireNonNull(fields, "fields is null");
    }

    /** Returns an event with all its fields. */
    public static Occurrence of(Event event) {
        Map<String, String> fields = new HashMap<>();
        put(fields, EventField.AMOUNT, plain(event.amount()));
        put(fields, EventField.CURRENCY, event.currency());
        put(fields, EventField.CHANNEL, event.channel());
        put(fields, EventField.SOURCE, event.source());
        put(fields, EventField.CAMPAIGN_ID, event.campaignId());
        event.properties().forEach((name, value) -> fields.put(EventField.PROPERTIES + name, value));
        event.context().forEach((name, value) -> fields.put(EventField.CONTEXT + name, value));
        return new Occurrence(event.eventTime(), event.eventId(), event.kind(), event.name(), fields);
    }

    /** Returns the value of a field, or null if it has none. */
    public String value(EventField field) {
        return switch (field.name()) {
            case EventField.NAME -> name;
            case EventField.KIND -> kind.text();
            default -> fields.get(field.name());
        };
    }

    private static String plain(BigDecimal amount) {
        return amount == null ? null : amount.toPlainString();
    }

    private static void put(Map<String, String> fields, String name, String value) {
        if (value != null) {
            fields.put(name, value);
        }
    }
}
