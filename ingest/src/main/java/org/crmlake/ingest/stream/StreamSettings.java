package org.crmlake.ingest.stream;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * How a stream goes on.
 *
 * @param interval the least time between the beginnings of two batches: each makes a commit in the lake
 * @param endAfter how long there must be nothing new for the stream to end; empty: it never ends by itself
 */
public record StreamSettings(Duration interval, Optional<Duration> endAfter) {
    public StreamSettings {
        requireNonNull(interval, "interval is null");
        requireNonNull(endAfter, "endAfter is null");
    }
}
