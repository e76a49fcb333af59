package org.crmlake.cli.export;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.crmlake.model.export.Phones;
import org.crmlake.model.export.Suppressions;

/** Lists of suppressions for tests: read from a file, as the product reads them. */
final class Lists {
    private Lists() {}

    static Suppressions of(String lines, Phones phones) {
        try {
            Path file = Files.createTempFile("suppressions", ".txt");
            try {
                return Suppressions.read(Files.writeString(file, lines), phones);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
