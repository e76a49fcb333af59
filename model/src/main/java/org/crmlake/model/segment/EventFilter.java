package org.crmlake.model.segment;

import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.crmlake.model.EventKind;

/**
 * Which events are meant.
 *
 * @param names the names that fit; empty for all
 * @param kind the kind that fits, or null for all
 * @param where tests that all must hold
 */
public record EventFilter(SortedSet<String> names, EventKind kind, List<FieldTest> where) implements Serializable {
    /** Every event. */
    public static final EventFilter ANY = new EventFilter(new TreeSet<>(), null, List.of());

    /** A test of one field of an event. */
    public record FieldTest(EventField field, ValueTest test) implements Serializable {}

    public EventFilter {
        names = new TreeSet<>(names);
        where = List.copyOf(where);
    }

    /** Returns the filter for all events of these names. */
    public static EventFilter named(String... names) {
        return new EventFilter(new TreeSet<>(List.of(names)), null, List.of());
    }

    /** Returns the filter for all events of a kind. */
    static EventFilter of(EventKind kind) {
        return new EventFilter(new TreeSet<>(), kind, List.of());
    }

    /** Whether the event is meant. */
    public boolean matches(Occurrence event) {
        if (!names.isEmpty() && (event.name() == null || !names.contains(event.name()))) {
            return false;
        }
        if (kind != null && kind != event.kind()) {
            return false;
        }
        for (FieldTest test : where) {
            if (!test.test().holds(event.value(test.field()))) {
                return false;
            }
        }
        return true;
    }

    /** Returns the fields that {@link #matches} reads. */
    public Set<EventField> fields() {
        return where.stream().map(FieldTest::field).collect(Collectors.toUnmodifiableSet());
    }

    /** Reads the words of a filter: {@code event}, {@code kind} and {@code where}. */
    public static EventFilter read(Settings settings) {
        List<String> names = settings.texts("event");
        EventKind kind = settings.text("kind") == null
                ? null
                : settings.choice("kind", EventKind.values(), EventKind::text).orElse(null);
        if (names.isEmpty() && !settings.has("kind")) {
            settings.problem("event", "it is missing. Name the event, or the kind of event");
        }
        List<FieldTest> tests = settings.list("where").stream()
                .flatMap(test -> {
                    Stream<FieldTest> read =
                            test.field("field").stream().map(field -> new FieldTest(field, ValueTest.read(test)));
                    List<FieldTest> all = read.toList();
                    test.close();
                    return all.stream();
                })
                .toList();
        return new EventFilter(new TreeSet<>(names), kind, tests);
    }
}
