package org.crmlake.cli.export;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.crmlake.cli.output.Format;
import org.crmlake.cli.output.Rendering;
import org.crmlake.cli.output.RowSink;
import org.crmlake.cli.output.Screen;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;
import org.crmlake.model.Tenant;

/** A CSV file of one segment. It appears under its name when it is complete, and replaces an earlier one at once. */
final class SegmentFile {
    private final Path target;

    private SegmentFile(Path target) {
        this.target = target;
    }

    /** Returns the file for {@code segment} of {@code tenant} as of {@code asOf} in {@code folder}. */
    static SegmentFile in(Path folder, Tenant tenant, String segment, LocalDate asOf) {
        return new SegmentFile(folder.resolve(tenant + "-" + slug(segment) + "-" + asOf + ".csv"));
    }

    /**
     * Returns a file name for a segment: lower-case letters, digits and single hyphens, and nothing else. {@code Can't Lose
     * Them} is {@code cant-lose-them}.
     *
     * @throws CrmException of kind USAGE if nothing is left
     */
    static String slug(String segment) {
        String slug = segment.toLowerCase(Locale.ROOT)
                .replace("'", "")
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
        if (slug.isEmpty()) {
            throw new CrmException(
                    Kind.USAGE,
                    "Cannot export segment '" + Printable.of(segment)
                            + "': its name has no letter or digit to name a file after. Rename it in the bands.");
        }
        return slug;
    }

    Path path() {
        return target;
    }

    /**
     * Writes the file.
     *
     * @return how many rows it has
     * @throws CrmException of kind EXTERNAL if it cannot be written; nothing is left behind then
     */
    long write(List<String> columns, Iterator<Object[]> rows) {
        // Its own, also when two exports write at once.
        Path unfinished = target.resolveSibling("." + UUID.randomUUID() + ".part");
        try {
            Files.createDirectories(target.toAbsolutePath().getParent());
            long written = writeRows(unfinished, columns, rows);
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return written;
        } catch (IOException e) {
            throw failure(e);
        } catch (UncheckedIOException e) {
            throw failure(e.getCause());
        } finally {
            delete(unfinished);
        }
    }

    private static long writeRows(Path file, List<String> columns, Iterator<Object[]> rows) throws IOException {
        long written = 0;
        try (Writer writer = Files.newBufferedWriter(file);
                RowSink sink = Rendering.rows(Format.CSV, writer, Screen.NONE, columns)) {
            while (rows.hasNext()) {
                sink.row(rows.next());
                written++;
            }
        }
        return written;
    }

    private static void delete(Path unfinished) {
        try {
            Files.deleteIfExists(unfinished);
        } catch (IOException e) {
            // The failure that matters is already on its way.
        }
    }

    private CrmException failure(IOException e) {
        return new CrmException(
                Kind.EXTERNAL, "Cannot write " + target + ": " + e + ". Choose another folder with --out.", e);
    }
}
