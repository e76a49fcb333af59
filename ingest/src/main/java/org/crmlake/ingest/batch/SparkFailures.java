package org.crmlake.ingest.batch;

import java.io.EOFException;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlake.ingest.source.NotRead;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;

/** Turns what Spark makes of a fault in a task back into the fault. */
final class SparkFailures {
    private static final int LONGEST = 300;
    /** How Spark names a file of Avro or Parquet whose rows it cannot read. */
    private static final Pattern BROKEN_FILE =
            Pattern.compile("\\[FAILED_READ_FILE[^]]*] Encountered error while reading file (\\S+?)\\.?(\\s|$)");

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
        } catch (StackOverflowError e) {
            throw new CrmException(
                    Kind.DATA,
                    "Cannot ingest " + Printable.of(path, 500)
                            + ": its columns, or an expression of the mapping, are nested too deep for Spark. Declare"
                            + " flatter ones.",
                    e);
        }
    }

    private static CrmException translated(String path, Exception e) {
        Throwable root = e;
        String file = null;
        for (Throwable cause = e; cause != null && cause.getCause() != cause; cause = cause.getCause()) {
            if (cause instanceof CrmException ours) {
                return new CrmException(ours.kind(), ours.getMessage(), e);
            }
            Matcher broken = BROKEN_FILE.matcher(String.valueOf(cause.getMessage()));
            if (broken.find()) {
                file = broken.group(1);
            }
            root = cause;
        }
        Optional<CrmException> notRead = NotRead.in(e);
        if (notRead.isPresent()) {
            return notRead.get();
        }
        if (outOfMemory(e)) {
            return new CrmException(
                    Kind.EXTERNAL,
                    "Cannot ingest " + Printable.of(path, 500)
                            + ": it asks for more memory than this process has, as a broken file may. Check the file; if it is"
                            + " sound, give Spark more memory.",
                    e);
        }
        String reason = reason(root);
        if (file != null && !isOfTheFileSystem(root)) {
            return new CrmException(
                    Kind.DATA,
                    "Cannot read " + Printable.of(file, 500) + ": "
                            + Printable.of(reason, LONGEST)
                            + ". Nothing was written; replace the file and repeat the command.",
                    e);
        }
        return new CrmException(
                Kind.EXTERNAL,
                "Cannot ingest " + Printable.of(path, 500) + ": "
                        + Printable.of(reason, LONGEST)
                        + ". Nothing was committed; mend the cause and repeat the command.",
                e);
    }

    private static String reason(Throwable root) {
        if (root instanceof EOFException) {
            return "it ends too early";
        }
        return root.getMessage() == null
                ? "its data are broken (" + root.getClass().getSimpleName() + ")"
                : root.getMessage().lines().findFirst().orElse("");
    }

    /** A data node that does not answer says nothing about the file. */
    private static boolean isOfTheFileSystem(Throwable root) {
        String name = root.getClass().getName();
        return name.startsWith("java.net.") || name.startsWith("org.apache.hadoop.");
    }

    /** A task reports the error by its name. */
    private static boolean outOfMemory(Throwable e) {
        for (Throwable cause = e; cause != null && cause.getCause() != cause; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError
                    || String.valueOf(cause.getMessage()).startsWith("java.lang.OutOfMemoryError")) {
                return true;
            }
        }
        return false;
    }
}
