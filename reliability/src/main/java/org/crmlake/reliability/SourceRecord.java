package org.crmlake.reliability;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A record as its source has it, and what has to become of it.
 *
 * @param text without an end of line; null for a record of a topic that has no value
 * @param id of the event; null for every other outcome
 * @param content of an event {@link EventText}, of a dead letter its stage; null for the other outcomes
 * @param says what the event says of its customer
 */
record SourceRecord(String text, Outcome outcome, String id, String content, List<Said> says) {
    SourceRecord {
        requireNonNull(outcome, "outcome is null");
        says = List.copyOf(says);
    }

    static SourceRecord event(String text, String id, EventText content, List<Said> says) {
        return new SourceRecord(text, Outcome.EVENT, id, content.text(), says);
    }

    static SourceRecord deadLetter(String text, String stage) {
        return new SourceRecord(text, Outcome.DEAD_LETTER, null, stage, List.of());
    }

    static SourceRecord duplicate(String text) {
        return new SourceRecord(text, Outcome.DUPLICATE, null, null, List.of());
    }

    static SourceRecord filtered(String text) {
        return new SourceRecord(text, Outcome.FILTERED, null, null, List.of());
    }
}
