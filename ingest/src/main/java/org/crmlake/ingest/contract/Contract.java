package org.crmlake.ingest.contract;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * What the events of a name promise.
 *
 * @param event the name
 * @param schema the JSON Schema of such an event, as JSON text
 */
public record Contract(String event, String schema) implements Serializable {
    public Contract {
        requireNonNull(event, "event is null");
        requireNonNull(schema, "schema is null");
    }
}
