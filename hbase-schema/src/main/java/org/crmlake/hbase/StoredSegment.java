package org.crmlake.hbase;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * One version of a segment definition.
 *
 * @param version from 1
 * @param text the definition as its author wrote it
 * @param definedAt when it was defined
 */
public record StoredSegment(String name, int version, String text, Instant definedAt) {
    public StoredSegment {
        requireNonNull(name, "name is null");
        requireNonNull(text, "text is null");
        requireNonNull(definedAt, "definedAt is null");
    }
}
