package org.crmlake.model.segment;

import java.io.Serializable;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * What conditions read of a customer.
 *
 * @param events the events looked at
 * @param fields the fields looked at beyond those of the filters
 * @param scores the names of the scores looked at
 * @param edges where time alone can change an answer
 */
public record Inputs(Set<EventFilter> events, Set<EventField> fields, Set<String> scores, Set<Edge> edges)
        implements Serializable {
    /** Nothing. */
    public static final Inputs NONE = new Inputs(Set.of(), Set.of(), Set.of(), Set.of());

    /**
     * The end of a window that moves with the moment asked for: when it passes an event, the answer may change.
     *
     * @param bound the end
     * @param events the events that it may pass
     * @param slack how far from the end an event may lie that it passes
     */
    public record Edge(Bound bound, EventFilter events, Duration slack) implements Serializable {}

    public Inputs {
        events = Set.copyOf(events);
        fields = Set.copyOf(fields);
        scores = Set.copyOf(scores);
        edges = Set.copyOf(edges);
    }

    /** Returns the reading of these events. */
    public static Inputs of(EventFilter events) {
        return new Inputs(Set.of(events), Set.of(), Set.of(), Set.of());
    }

    /** Returns the reading of a field of the events that are read. */
    public static Inputs field(EventField field) {
        return new Inputs(Set.of(), Set.of(field), Set.of(), Set.of());
    }

    /** Returns the reading of a score. */
    public static Inputs score(String name) {
        return new Inputs(Set.of(), Set.of(), Set.of(name), Set.of());
    }

    /** Returns the moving end of a window in which these events are looked for. */
    public static Inputs edge(Bound bound, EventFilter events) {
        return edge(bound, events, Duration.ZERO);
    }

    /** Returns a moving end that passes events no farther from it than {@code slack}. */
    public static Inputs edge(Bound bound, EventFilter events, Duration slack) {
        return new Inputs(Set.of(), Set.of(), Set.of(), Set.of(new Edge(bound, events, slack)));
    }

    /** Returns what either reads. */
    public Inputs and(Inputs other) {
        return new Inputs(
                union(events, other.events),
                union(fields, other.fields),
                union(scores, other.scores),
                union(edges, other.edges));
    }

    private static <T> Set<T> union(Set<T> left, Set<T> right) {
        Set<T> all = new HashSet<>(left);
        all.addAll(right);
        return all;
    }
}
