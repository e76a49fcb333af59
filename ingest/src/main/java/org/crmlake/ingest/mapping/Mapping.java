package org.crmlake.ingest.mapping;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How the rows of one source become events.
 *
 * @param source the name of the source, part of every derived event id
 * @param format how the records are written down
 * @param options options of Spark's reader for the format
 * @param declaredSchema the columns of a JSON source as a Spark DDL string, or null to infer them from its first lines
 * @param rowFilter a boolean expression; rows for which it is not true are left out on purpose and counted; or null
 * @param events the events a row may stand for; empty for the Segment format, whose records are events already
 */
public record Mapping(
        String source,
        SourceFormat format,
        Map<String, String> options,
        String declaredSchema,
        String rowFilter,
        List<EventTemplate> events) {

    /** What reads JSON lines of the Segment Spec when no mapping file is named. */
    public static final Mapping SEGMENT = new Mapping("segment", SourceFormat.SEGMENT, Map.of(), null, null, List.of());

    public Mapping {
        requireNonNull(source, "source is null");
        requireNonNull(format, "format is null");
        // Sorted, so that the text of equal mappings is equal: it is part of the batch id.
        options = java.util.Collections.unmodifiableMap(new TreeMap<>(options));
        events = List.copyOf(events);
    }

    /** Returns the filter, if the mapping has one. */
    public Optional<String> filter() {
        return Optional.ofNullable(rowFilter);
    }

    /** Returns the declared columns, if the mapping declares them. */
    public Optional<String> schema() {
        return Optional.ofNullable(declaredSchema);
    }

    /** Returns an option of the reader whatever its case, as Spark does. */
    public Optional<String> option(String name) {
        return options.entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
