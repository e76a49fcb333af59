package org.crmlake.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/** Metrics as a file for node_exporter's textfile collector, which must never see half of it. */
final class MetricsFile {
    private final Path file;

    MetricsFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /**
     * Puts {@code text} in the place of what was there.
     *
     * @throws CrmException of kind CONFIG if it cannot be written
     */
    void write(String text) {
        // Beside it, for a rename is one step within a file system only; and not ending in .prom, so that nobody reads
        // it.
        Path next = file.resolveSibling("." + file.getFileName() + ".next");
        try {
            Files.write(next, text.getBytes(StandardCharsets.UTF_8));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot write the metrics to " + file + ": " + e
                            + ". Name a file in a folder that may be written to.",
                    e);
        }
    }
}
