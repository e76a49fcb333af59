package org.crmlake.model;

import static java.util.Objects.requireNonNull;

/**
 * The one exception of crmlake. Its message reads {@code Cannot <verb> <object>: <reason with values>. <what to do>.} and is
 * meant for the person who ran the command; only the CLI turns it into text and an exit code.
 *
 * <p>A bad record is never an exception: it is a {@link Rejection}.
 */
public final class CrmException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Who can mend the fault, and how the process ends. */
    public enum Kind {
        /** The command line is wrong. */
        USAGE,
        /** A configuration, mapping or definition file is wrong. */
        CONFIG,
        /** The data given cannot be used at all (single bad records are rejections). */
        DATA,
        /** A data-quality gate failed: the stores disagree, or a check did not hold. */
        QUALITY_GATE,
        /** Somebody else holds the lock. */
        LOCKED,
        /** What was asked for does not exist. */
        NOT_FOUND,
        /** A store, a file system or a cluster did not do its part. */
        EXTERNAL,
        /** A fault of crmlake itself. */
        INTERNAL
    }

    private final Kind kind;

    public CrmException(Kind kind, String message) {
        this(kind, message, null);
    }

    public CrmException(Kind kind, String message, Throwable cause) {
        super(requireNonNull(message, "message is null"), cause);
        this.kind = requireNonNull(kind, "kind is null");
    }

    /** Returns who can mend the fault. */
    public Kind kind() {
        return kind;
    }
}
