package org.crmlake.lake;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What has become of a dead letter. */
public enum DeadLetterState {
    /** It waits for somebody to mend what is wrong, or to give it up. */
    OPEN,
    /**
     * A replay has written its event into the timeline and is about to commit. If the batch of that replay is committed, it is
     * replayed; else, for the replay died, it is open. The next replay of the source says which.
     */
    REPLAYING,
    /** A replay has taken it in: as an event, as a duplicate of one, or as a row that the mapping leaves out. */
    REPLAYED,
    /** Somebody has given it up, and said why. */
    DISCARDED;

    /** Returns the state as the table spells it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the state that is spelt {@code text}, or empty. */
    public static Optional<DeadLetterState> parse(String text) {
        return Arrays.stream(values())
                .filter(state -> state.text().equals(text))
                .findFirst();
    }
}
