package org.crmlake.lake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.io.FileIO;

/**
 * A table whose metadata lies in a folder, and what can be seen of it without its catalog. One that a catalog of plain files keeps can
 * be closed for that catalog, so that another one may take it over: never do both accept commits.
 *
 * <p>A catalog of plain files commits version n + 1 by making {@code v<n+1>.metadata.json}, which only one of several can. To close the
 * table, that file is made with a sentence in it instead of metadata: whoever commits at the same time either comes first, and is taken
 * over, or fails. From then on whoever opens the table meets the sentence.
 *
 * @see <a href="https://iceberg.apache.org/spec/#file-system-tables">Iceberg: file system tables</a>
 */
record FolderTable(Path metadata, FileSystem files) {
    private static final Pattern VERSION = Pattern.compile("v(\\d+)\\.metadata\\.json");

    /** Iceberg shows the value of what should be a number. */
    private static final String MARK_BEGIN = "{\"format-version\":\"this table has moved to ";

    private static final int LONGEST_MARK = 4096;

    /** Returns the table in {@code folder}; empty if no metadata of a table lies there. */
    static Optional<FolderTable> at(String folder, Configuration hadoop) throws IOException {
        Path metadata = new Path(folder, "metadata");
        FolderTable table = new FolderTable(metadata, metadata.getFileSystem(hadoop));
        return table.newestFile().isPresent() ? Optional.of(table) : Optional.empty();
    }

    /** Returns whether a catalog of plain files keeps it, or did until it was closed. */
    boolean isOfPlainFiles() throws IOException {
        return Arrays.stream(metadataFiles())
                .anyMatch(file -> VERSION.matcher(file.getPath().getName()).matches());
    }

    /** Returns the metadata file that was written last, of whatever catalog. */
    Optional<Path> newestFile() throws IOException {
        return Arrays.stream(metadataFiles())
                .reduce((one, other) -> one.getModificationTime() > other.getModificationTime() ? one : other)
                .map(FileStatus::getPath);
    }

    private FileStatus[] metadataFiles() throws IOException {
        return files.exists(metadata)
                ? files.listStatus(metadata, path -> path.getName().endsWith(".metadata.json"))
                : new FileStatus[0];
    }

    /**
     * Closes the table for the catalog of plain files, for ever; a second call finds it closed.
     *
     * @param newHome where the table is from now on, for those who still look here
     * @return its last metadata file, for the new catalog
     */
    String close(String newHome) throws IOException {
        int last = newest();
        while (true) {
            Path next = version(last + 1);
            try (OutputStream out = files.create(next, false)) {
                out.write((MARK_BEGIN + newHome.replaceAll("[\"\\\\\\p{Cntrl}]", "?") + ": open it there\"}\n")
                        .getBytes(StandardCharsets.UTF_8));
            } catch (FileAlreadyExistsException e) {
                if (!isMark(next)) {
                    // Somebody else's commit came first.
                    last++;
                    continue;
                }
            }
            // Were the mark lost, a catalog of plain files would still not find the version named here.
            try (OutputStream out = files.create(hint(), true)) {
                out.write(Integer.toString(last + 1).getBytes(StandardCharsets.UTF_8));
            }
            return files.makeQualified(version(last)).toString();
        }
    }

    /** As a catalog of plain files finds it: from the version that the hint names on, as far as there are more. */
    private int newest() throws IOException {
        int version = hinted().orElse(0);
        if (version == 0 || !files.exists(version(version))) {
            version = Arrays.stream(metadataFiles())
                    .map(file -> VERSION.matcher(file.getPath().getName()))
                    .filter(Matcher::matches)
                    .mapToInt(name -> Integer.parseInt(name.group(1)))
                    .max()
                    .orElseThrow();
        }
        while (files.exists(version(version + 1))) {
            version++;
        }
        return isMark(version(version)) ? version - 1 : version;
    }

    private OptionalInt hinted() throws IOException {
        if (!files.exists(hint())) {
            return OptionalInt.empty();
        }
        try (InputStream in = files.open(hint())) {
            String text = new String(in.readNBytes(20), StandardCharsets.UTF_8).strip();
            return text.matches("\\d{1,9}") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
        }
    }

    private boolean isMark(Path file) throws IOException {
        try (InputStream in = files.open(file)) {
            return isMark(in);
        }
    }

    /** Whether this file of a table's folder keeps the table closed; maintenance leaves it, though no snapshot names it. */
    static boolean isMark(FileIO io, String path) {
        if (!VERSION.matcher(path.substring(path.lastIndexOf('/') + 1)).matches()) {
            return false;
        }
        try (InputStream in = io.newInputFile(path).newStream()) {
            return isMark(in);
        } catch (IOException e) {
            // What cannot be read is not known to be needless.
            return true;
        }
    }

    /** Whoever made an empty one was ended before it could write the sentence. */
    private static boolean isMark(InputStream in) throws IOException {
        String text = new String(in.readNBytes(LONGEST_MARK), StandardCharsets.UTF_8);
        return text.isEmpty() || text.startsWith(MARK_BEGIN);
    }

    private Path version(int number) {
        return new Path(metadata, "v" + number + ".metadata.json");
    }

    private Path hint() {
        return new Path(metadata, "version-hint.text");
    }
}
