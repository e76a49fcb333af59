package org.crmlake.cli;

import org.crmlake.model.CrmException.Kind;

/** How the process ends; scripts rely on these numbers. */
final class ExitCode {
    static final int DONE = 0;
    static final int FAILED = 1;
    /** The command line or the configuration is wrong. */
    static final int USAGE = 2;
    /** Done, but with more rejections than allowed. */
    static final int TOO_MANY_REJECTIONS = 3;
    /** A data-quality gate failed. */
    static final int QUALITY_GATE = 4;
    /** Somebody else holds the lock. */
    static final int LOCKED = 5;
    /** What was asked for does not exist. */
    static final int NOT_FOUND = 6;

    private ExitCode() {}

    static int of(Kind kind) {
        return switch (kind) {
            case USAGE, CONFIG -> USAGE;
            case QUALITY_GATE -> QUALITY_GATE;
            case LOCKED -> LOCKED;
            case NOT_FOUND -> NOT_FOUND;
            case DATA, EXTERNAL, INTERNAL -> FAILED;
        };
    }
}
