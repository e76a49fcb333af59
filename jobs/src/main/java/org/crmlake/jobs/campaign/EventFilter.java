package org.crmlake.jobs.campaign;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.crmlake.model.Printable;

/**
 * Which events are meant.
 *
 * @param name their name
 * @param where for each property, the values that it may have; a filter of several properties needs all of them
 * @param currency in which alone they count; null for any and none
 */
public record EventFilter(String name, Map<String, List<String>> where, String currency) {
    private static final Pattern CODE = Pattern.compile("[A-Z]{3}");

    /** Events in any currency and in none. */
    public EventFilter(String name, Map<String, List<String>> where) {
        this(name, where, null);
    }

    public EventFilter {
        requireNonNull(name, "name is null");
        where = java.util.Collections.unmodifiableMap(new TreeMap<>(where));
    }

    /** Reads the keys {@code event}, {@code where} and, where the block can have it, {@code currency}. */
    static EventFilter read(DefinitionReader reader) {
        return new EventFilter(reader.text("event", null), reader.allowedValues("where"), currency(reader));
    }

    /** Returns the key {@code currency} of a block, or null. */
    static String currency(DefinitionReader reader) {
        String code = reader.optionalText("currency");
        if (code != null && !CODE.matcher(code).matches()) {
            reader.problem("currency", "is '" + Printable.of(code) + "', which is no code like EUR");
        }
        return code;
    }
}
