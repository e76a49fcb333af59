package org.crmlake.reliability;

import static java.util.Objects.requireNonNull;

/**
 * A record as its source has it, and what has to become of it.
 *
 * @param text without an end of line; null for a record of a topic that has no value
 * @param id of the event; null for every other outcome
 * @param content of an event {@link EventText}, of a dead letter its stage; null for the other outcomes
 */
record SourceRecord(String text, Outcome outcome, String id, String content) {
    SourceRecord {
        requireNonNull(outcome, "outcome is null");
    }

    static SourceRecord event(String text, String id, String content) {
        return new SourceRecord(text, Outcome.EVENT, id, content);
    }

    static SourceRecord deadLetter(String text, String stage) {
        return new SourceRecord(text, Outcome.DEAD_LETTER, null, stage);
    }

    static SourceRecord duplicate(String text) {
        return new SourceRecord(text, Outcome.DUPLICATE, null, null);
    }

    static SourceRecord filtered(String text) {
        return new SourceRecord(text, Outcome.FILTERED, null, null);
    }
}
