package org.crmlake.jobs.campaign;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which events are meant.
 *
 * @param name their name
 * @param where for each property, the values that it may have; a filter of several properties needs all of them
 */
public record EventFilter(String name, Map<String, List<String>> where) {
    public EventFilter {
        requireNonNull(name, "name is null");
        where = java.util.Collections.unmodifiableMap(new TreeMap<>(where));
    }

    /** Reads the keys {@code event} and {@code where} of a block. */
    static EventFilter read(DefinitionReader reader) {
        return new EventFilter(reader.text("event", null), reader.allowedValues("where"));
    }
}
