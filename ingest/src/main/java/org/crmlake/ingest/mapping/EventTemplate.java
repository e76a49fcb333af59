package org.crmlake.ingest.mapping;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * One event that a row stands for.
 *
 * @param fields a Spark SQL expression over the row's columns for each field that is filled
 * @param condition a boolean expression that says whether the row has this event, or null if every row has
 */
public record EventTemplate(Map<EventField, String> fields, String condition) {
    public EventTemplate {
        fields = Collections.unmodifiableMap(new EnumMap<>(fields));
    }

    Optional<String> when() {
        return Optional.ofNullable(condition);
    }
}
