package org.crmlake.lake;

import java.util.stream.Collectors;
import org.crmlake.model.Printable;

/** Why something failed: Spark and Iceberg wrap it, and what they say themselves is that a task failed. */
final class Reason {
    private static final int LONGEST = 300;

    private Reason() {}

    /** Returns the innermost message in one line, or the name of the innermost exception if none has one. */
    static String of(Throwable failure) {
        String reason = null;
        Throwable innermost = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause() == cause ? null : cause.getCause()) {
            innermost = cause;
            if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
                reason = withoutStack(cause.getMessage());
            }
        }
        return Printable.of(reason == null ? innermost.getClass().getSimpleName() : reason, LONGEST);
    }

    /** What a server answers can have its stack behind it. */
    private static String withoutStack(String message) {
        return message.strip()
                .lines()
                .takeWhile(line -> !line.startsWith("\tat "))
                .map(String::strip)
                .collect(Collectors.joining(" "));
    }
}
