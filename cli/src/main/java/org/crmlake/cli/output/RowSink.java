package org.crmlake.cli.output;

/** Takes the rows of a result one by one. Only {@link #close()} completes the text. */
public interface RowSink extends AutoCloseable {
    /**
     * Writes one row.
     *
     * @param values as many as there are columns; null where a value is missing
     * @throws java.io.UncheckedIOException if the reader went away or the disk is full
     */
    void row(Object... values);

    @Override
    void close();
}
