package org.crmlake.reliability;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** When a process is killed: after a step of a batch, which crmlake says on stderr once it is done, or at any time. */
public enum FailPoint {
    ANY_TIME(null),
    DECODED("records decoded and mapped"),
    JUDGED("duplicates found"),
    FILES_WRITTEN("cells sorted for a bulk load"),
    TIMELINE_WRITTEN("events in the timeline"),
    DEAD_LETTERS_WRITTEN("dead letters in the lake"),
    COMMITTED("events in the lake");

    private final String words;

    FailPoint(String words) {
        this.words = words;
    }

    /** Returns the step that a line of stderr says is done. */
    static Optional<FailPoint> saidBy(String line) {
        return Arrays.stream(values())
                .filter(point -> point.words != null && line.matches("  \\d+ " + point.words))
                .findFirst();
    }

    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
