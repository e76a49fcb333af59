package org.crmlake.lake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

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
    /** Iceberg shows the value of what should be a number. */
    private static final String MARK_BEGIN = "{\"format-version\":\"this table has moved to ";

    private static final String MARK_END = ": open it there\"}\n";
    private static final int LONGEST_MARK = 4096;

    /** Returns the table in {@code folder}; empty if no metadata of a table lies there. */
    static Optional<FolderTable> at(String folder, Configuration hadoop) throws IOException {
        Path metadata = new Path(folder, "metadata");
        FolderTable table = new FolderTable(metadata, metadata.getFileSystem(hadoop));
        return table.metadataFiles().length > 0 ? Optional.of(table) : Optional.empty();
    }

    /** Returns whether a catalog of plain files keeps it, or did until it was closed. */
    boolean isOfPlainFiles() throws IOException {
        return Arrays.stream(metadataFiles())
                .anyMatch(file -> FolderOperations.versionOf(file.getPath().getName()) > 0);
    }

    /** Returns its metadata files, of whatever catalog, the one that was written last before all others. */
    List<Path> newestFirst() throws IOException {
        return Arrays.stream(metadataFiles())
                .sorted(Comparator.comparingLong(FileStatus::getModificationTime)
                        .thenComparing(file -> file.getPath().getName())
                        .reversed())
                .map(FileStatus::getPath)
                .toList();
    }

    private FileStatus[] metadataFiles() throws IOException {
        return files.exists(metadata)
                ? files.listStatus(metadata, path -> OldMetadata.isMetadata(path.getName()))
                : new FileStatus[0];
    }

    /**
     * Closes the table for the catalog of plain files, for ever; a second call for the same new catalog finds it closed.
     *
     * @param newHome where the table is from now on, for those who still look here
     * @return its last metadata file, for the new catalog
     * @throws CrmException CONFIG if it is closed already for yet another catalog, or its metadata files are compressed
     */
    String close(String newHome) throws IOException {
        int last = last();
        if (isMark(version(last))) {
            last--;
        }
        while (!mark(version(last + 1), newHome)) {
            // Somebody else's commit came first.
            last++;
        }
        try (OutputStream out = files.create(hint(), true)) {
            out.write(Integer.toString(last + 1).getBytes(StandardCharsets.UTF_8));
        }
        return files.makeQualified(version(last)).toString();
    }

    private boolean mark(Path file, String newHome) throws IOException {
        byte[] sentence = (MARK_BEGIN + newHome.replaceAll("[\"\\\\\\p{Cntrl}]", "?") + MARK_END)
                .getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = files.create(file, false)) {
            out.write(sentence);
            return true;
        } catch (FileAlreadyExistsException e) {
            if (!isMark(file)) {
                return false;
            }
        }
        String there = head(file);
        if (there.endsWith(MARK_END) && !there.equals(new String(sentence, StandardCharsets.UTF_8))) {
            requireOpen();
        }
        if (!there.endsWith(MARK_END)) {
            // Whoever made it was ended before it could write the sentence.
            try (OutputStream out = files.create(file, true)) {
                out.write(sentence);
            }
        }
        return true;
    }

    /**
     * Returns if a catalog of plain files keeps the table.
     *
     * @throws CrmException CONFIG that says where it is if it is closed for that one
     */
    void requireOpen() {
        try {
            Path newest = version(last());
            if (!isMark(newest)) {
                return;
            }
            String text = head(newest);
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot open table " + metadata.getParent() + " as plain files: "
                            + (text.endsWith(MARK_END)
                                    ? "it has moved to "
                                            + text.substring(MARK_BEGIN.length(), text.length() - MARK_END.length())
                                            + ". Set " + LakeSettings.PREFIX + "* to that catalog."
                                    : "it is on its way to another catalog. Set " + LakeSettings.PREFIX
                                            + "* to that one and run `crmlake init` again."));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a catalog of plain files finds it: from the version that the hint names on, as far as there are more. */
    private int last() throws IOException {
        int version = hinted().orElse(0);
        if (version == 0 || !files.exists(version(version))) {
            version = 0;
            for (FileStatus file : metadataFiles()) {
                version = Math.max(
                        version, FolderOperations.versionOf(file.getPath().getName()));
            }
        }
        while (files.exists(version(version + 1))) {
            version++;
        }
        if (version > 0 && !files.exists(version(version))) {
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot move table " + metadata.getParent()
                            + ": its metadata files are compressed. Remove its property"
                            + " write.metadata.compression-codec and commit once before.");
        }
        return version;
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
        return files.exists(file) && isMark(head(file));
    }

    private String head(Path file) throws IOException {
        try (InputStream in = files.open(file)) {
            return head(in);
        }
    }

    /**
     * Whether this file of a table's folder keeps the table closed; maintenance leaves it, though no snapshot names it. One that is
     * empty is an old version.
     */
    static boolean isMark(FileIO io, String path) {
        try (InputStream in = io.newInputFile(path).newStream()) {
            String text = head(in);
            return !text.isEmpty() && isMark(text);
        } catch (IOException | NotFoundException e) {
            // What cannot be read is not known to be needless.
            return true;
        }
    }

    private static String head(InputStream in) throws IOException {
        return new String(in.readNBytes(LONGEST_MARK), StandardCharsets.UTF_8);
    }

    /** Whoever made an empty one was ended before it could write the sentence; no newest version is empty. */
    private static boolean isMark(String text) {
        return text.startsWith(MARK_BEGIN) || MARK_BEGIN.startsWith(text);
    }

    private Path version(int number) {
        return new Path(metadata, "v" + number + ".metadata.json");
    }

    private Path hint() {
        return new Path(metadata, "version-hint.text");
    }
}
