package org.crmlake.ingest.batch;

import java.util.function.Supplier;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;

/** Turns what Spark makes of a fault in a task back into the fault. */
final class SparkFailures {
    private static final int LONGEST = 300;

    private SparkFailures() {}

    /** Runs {@code work} on {@code path}; a fault becomes one {@link CrmException} that says what is wrong in one line. */
    static <T> T translate(String path, Supplier<T> work) {
        try {
            return work.get();
        } catch (CrmException e) {
            throw e;
        } catch (Exception e) {
            // Spark throws checked exceptions that its methods do not declare.
            throw translated(path, e);
        }
    }

    private static CrmException translated(String path, Exception e) {
        Throwable root = e;
        for (Throwable cause = e; cause != null && cause.getCause() != cause; cause = cause.getCause()) {
            if (cause instanceof CrmException ours) {
                return new CrmException(ours.kind(), ours.getMessage(), e);
            }
            root = cause;
        }
        String reason = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return new CrmException(
                Kind.EXTERNAL,
                "Cannot ingest " + Printable.of(path, 500) + ": "
                        + Printable.of(reason.lines().findFirst().orElse(""), LONGEST)
                        + ". Nothing was committed; mend the cause and repeat the command.",
                e);
    }
}
