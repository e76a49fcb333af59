package org.crmlake.ingest.batch;

import java.io.IOException;
import java.io.OutputStream;
import org.crmlake.ingest.mapping.Mapping;

/**
 * A file that nobody wishes for, and what is to become of it.
 *
 * @param name of the file; its end says how it is packed
 * @param mapping by which it is read
 * @param content writes it, the same each time
 * @param outcome what {@link HostileRun} must say of it; {@code {file}} stands for its path, and of a text that ends in … only the
 *     beginning counts
 */
record HostileFile(String name, Mapping mapping, Content content, String outcome) {
    /** Writes the bytes of a file. */
    @FunctionalInterface
    interface Content {
        void to(OutputStream out) throws IOException;
    }

    @Override
    public String toString() {
        return name;
    }
}
