package org.crmlake.lake;

import static java.util.Objects.requireNonNull;

/**
 * A setting of a lake table.
 *
 * @param key Iceberg's name of it
 * @param value what it is set to
 * @param reason why, in one sentence
 */
public record TableProperty(String key, String value, String reason) {
    public TableProperty {
        requireNonNull(key, "key is null");
        requireNonNull(value, "value is null");
        requireNonNull(reason, "reason is null");
    }
}
