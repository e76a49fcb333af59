package org.crmlake.model.export;

/**
 * A destination that a jar brings: it names its class in {@code META-INF/services/org.crmlake.model.export.DestinationType} and lies
 * in {@code plugins/}; {@code docs/plugins.md} has a worked example.
 */
public interface DestinationType {
    /** Returns the destination. */
    Destination destination();
}
