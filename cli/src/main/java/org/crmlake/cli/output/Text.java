package org.crmlake.cli.output;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;

/** A writer whose failures are unchecked, so that a row can be written in the middle of a stream. */
final class Text {
    private final Writer writer;

    Text(Writer writer) {
        this.writer = writer;
    }

    Text write(String text) {
        try {
            writer.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    void flush() {
        try {
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
