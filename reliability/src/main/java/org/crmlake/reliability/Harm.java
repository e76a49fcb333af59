package org.crmlake.reliability;

import java.util.Locale;

/** What is done to a process that takes a source in. */
public enum Harm {
    /** SIGKILL. */
    KILL,
    /** SIGSTOP, and SIGCONT when every limit has passed. */
    PAUSE,
    /** The catalog does what it is asked for, and its answer never comes. */
    LOST_ANSWER;

    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
