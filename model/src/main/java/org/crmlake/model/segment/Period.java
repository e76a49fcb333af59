package org.crmlake.model.segment;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A half-open stretch of time; empty if it ends before it starts.
 *
 * @param from the first moment in it
 * @param to the first moment after it
 */
public record Period(Instant from, Instant to) {
    /** Before every event and after every event. */
    static final Instant DISTANT_PAST = Instant.parse("-100000-01-01T00:00:00Z");

    static final Instant DISTANT_FUTURE = Instant.parse("+100000-01-01T00:00:00Z");

    public Period {
        requireNonNull(from, "from is null");
        requireNonNull(to, "to is null");
    }

    /** Whether the moment is in it. */
    public boolean contains(Instant moment) {
        return !moment.isBefore(from) && moment.isBefore(to);
    }
}
