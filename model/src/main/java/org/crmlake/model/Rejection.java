package org.crmlake.model;

import static java.util.Objects.requireNonNull;

/**
 * Why a record did not become an event. With the record's bytes and position it makes a dead letter.
 *
 * @param stage how far the record came
 * @param reason what is wrong, with the values, in one line
 */
public record Rejection(Stage stage, String reason) {
    /** The steps of ingest that may turn a record down, in their order. */
    public enum Stage {
        /** The bytes are not of the declared format. */
        DECODE("decode"),
        /** The mapping's filter failed on the row. */
        FILTER("filter"),
        /** An expression of the mapping failed on the row. */
        MAP("map"),
        /** The event breaks a rule that all events keep. */
        VALIDATE("validate"),
        /** The event breaks the contract that events of its name have. */
        CONTRACT("contract");

        private final String text;

        Stage(String text) {
            this.text = text;
        }

        /** Returns the stage as the stores spell it. */
        public String text() {
            return text;
        }
    }

    public Rejection {
        requireNonNull(stage, "stage is null");
        requireNonNull(reason, "reason is null");
    }
}
