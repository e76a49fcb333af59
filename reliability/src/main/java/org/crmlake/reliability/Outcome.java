package org.crmlake.reliability;

/** What has to become of a record, by the rules of docs/data-model.md. */
public enum Outcome {
    /** A new event, in both stores. */
    EVENT,
    /** A new dead letter. */
    DEAD_LETTER,
    /** Left out on purpose, and counted. */
    FILTERED,
    /** Known already, and counted. */
    DUPLICATE
}
