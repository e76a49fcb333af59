package org.crmlake.ingest.source;

import java.io.IOException;
import java.util.Optional;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;

/** The file system did not give the bytes of a file, which says nothing about the file. */
public final class NotRead extends IOException {
    private static final long serialVersionUID = 1;

    private final String file;

    NotRead(String file, IOException cause) {
        super(cause.getMessage(), cause);
        this.file = file;
    }

    /** Returns the failure to tell of, of kind EXTERNAL, if this is at the bottom of {@code failure}. */
    public static Optional<CrmException> in(Throwable failure) {
        for (Throwable cause = failure; cause != null && cause.getCause() != cause; cause = cause.getCause()) {
            if (cause instanceof NotRead notRead) {
                return Optional.of(new CrmException(
                        Kind.EXTERNAL,
                        "Cannot read " + Printable.of(notRead.file, 500) + ": "
                                + Printable.of(String.valueOf(notRead.getMessage()), 300)
                                + ". Nothing was written; check that the file system runs and repeat the command.",
                        failure));
            }
        }
        return Optional.empty();
    }
}
