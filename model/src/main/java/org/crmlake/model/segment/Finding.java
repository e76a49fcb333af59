package org.crmlake.model.segment;

import java.util.List;

/**
 * What a leaf found.
 *
 * @param holds whether it holds
 * @param measured what was measured, for people: a count, a sum, a text; or null if there was nothing to measure
 * @param evidence the events that it rests on, oldest first; empty if it rests on none
 */
public record Finding(boolean holds, Object measured, List<Occurrence> evidence) {
    /** Returns a finding that rests on no event. */
    public static Finding of(boolean holds, Object measured) {
        return new Finding(holds, measured, List.of());
    }
}
