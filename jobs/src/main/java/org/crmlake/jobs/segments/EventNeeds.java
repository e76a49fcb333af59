package org.crmlake.jobs.segments;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.crmlake.lake.EventsTable;
import org.crmlake.model.segment.AsOf;
import org.crmlake.model.segment.EventField;
import org.crmlake.model.segment.EventFilter;
import org.crmlake.model.segment.Inputs;

/** What of the events definitions need, as columns and conditions over {@link EventsTable}: nothing else is read or shuffled. */
final class EventNeeds {
    private final Inputs inputs;

    EventNeeds(Inputs inputs) {
        this.inputs = inputs;
    }

    /** The fields whose values are read, in the order of {@link #values()}. */
    List<String> fields() {
        Set<String> fields = new TreeSet<>();
        inputs.fields().forEach(field -> fields.add(field.name()));
        inputs.events().forEach(filter -> filter.fields().forEach(field -> fields.add(field.name())));
        fields.remove(EventField.NAME);
        fields.remove(EventField.KIND);
        return List.copyOf(fields);
    }

    /** The values of {@link #fields()} as an array of text. */
    Column values() {
        List<Column> values = new ArrayList<>();
        fields().forEach(field -> values.add(value(field)));
        return values.isEmpty() ? array().cast("array<string>") : array(values.toArray(Column[]::new));
    }

    private static Column value(String field) {
        if (field.startsWith(EventField.PROPERTIES)) {
            return element_at(col(EventsTable.PROPERTIES), lit(field.substring(EventField.PROPERTIES.length())));
        }
        if (field.startsWith(EventField.CONTEXT)) {
            return element_at(col(EventsTable.CONTEXT), lit(field.substring(EventField.CONTEXT.length())));
        }
        // Every field of the envelope is a column of its name; a decimal becomes the text that a profile or a history
        // has.
        return col(field).cast("string");
    }

    /** Whether an event is looked at by any leaf. */
    Column relevant() {
        return anyOf(inputs.events());
    }

    /** Whether an event makes its customer worth evaluating again: it is new, or a moving end passed it between two moments. */
    Column passedBetween(AsOf before, AsOf now) {
        Column passed = between(before, now);
        for (Inputs.Edge edge : inputs.edges()) {
            Instant from = edge.bound().instant(before).minus(edge.slack());
            Instant to = edge.bound().instant(now).plus(edge.slack());
            passed = passed.or(between(from, to).and(names(edge.events())));
        }
        return passed;
    }

    static Column isBefore(AsOf asOf) {
        return col(EventsTable.EVENT_TIME).lt(lit(asOf.instant()));
    }

    static Column between(AsOf from, AsOf to) {
        return between(from.instant(), to.instant());
    }

    private static Column between(Instant from, Instant to) {
        return col(EventsTable.EVENT_TIME)
                .geq(lit(from))
                .and(col(EventsTable.EVENT_TIME).lt(lit(to)));
    }

    private static Column anyOf(Set<EventFilter> filters) {
        Column any = lit(false);
        for (Column names :
                new LinkedHashSet<>(filters.stream().map(EventNeeds::names).toList())) {
            any = any.or(names);
        }
        return any;
    }

    /** The filter without its tests of fields: names and kinds are what files can be skipped by. */
    private static Column names(EventFilter filter) {
        Column fits = lit(true);
        if (!filter.names().isEmpty()) {
            fits = col(EventsTable.NAME).isin(filter.names().toArray());
        }
        return filter.kind() == null
                ? fits
                : fits.and(col(EventsTable.KIND).equalTo(lit(filter.kind().text())));
    }
}
