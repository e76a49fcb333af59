package org.crmlake.ingest.source;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;

/**
 * The files of one batch, in the order of their names. Names that begin with {@code _} or {@code .} are not input, as everywhere
 * in Hadoop; a folder is read with its sub-folders. What several links lead to is read once.
 */
public record InputFiles(List<InputFile> files) implements BatchInput {
    private static final int MOST_WRITTEN_DOWN = 10;

    /**
     * One file.
     *
     * @param path its full URI
     * @param length in bytes
     * @param modified when it was last written, in milliseconds since 1970
     */
    public record InputFile(String path, long length, long modified) implements Serializable {}

    public InputFiles {
        files = List.copyOf(files);
    }

    /**
     * Lists the files of {@code path}, which is taken from the local disk unless it names a file system.
     *
     * @throws CrmException of kind DATA if there is nothing to read
     */
    public static InputFiles list(Configuration conf, String path) {
        try {
            Path root = new Path(local(path));
            List<InputFile> found = Listing.of(OwnFiles.system(conf, root), root);
            for (InputFile file : found) {
                if (!Listing.isNamed(file.path())) {
                    throw new CrmException(
                            Kind.DATA,
                            "Cannot ingest " + Printable.of(path, 500) + ": the name of "
                                    + Printable.of(file.path(), 500)
                                    + " has characters that this locale cannot read. Run the command with LC_ALL=C.UTF-8, or"
                                    + " rename the file.");
                }
            }
            if (found.isEmpty()) {
                throw new CrmException(
                        Kind.DATA,
                        "Cannot ingest " + Printable.of(path, 500)
                                + ": the folder has no files. Check the path; names that begin with '_' or '.' are not read.");
            }
            if (found.stream().allMatch(file -> file.length() == 0)) {
                throw new CrmException(
                        Kind.DATA, "Cannot ingest " + Printable.of(path, 500) + ": it is empty. Check what wrote it.");
            }
            found.sort(Comparator.comparing(InputFile::path));
            return new InputFiles(found);
        } catch (FileNotFoundException e) {
            throw absent(path, e);
        } catch (IOException | IllegalArgumentException e) {
            throw unreadable(path, e);
        }
    }

    /**
     * Lists the files that lie in the folder {@code path} at present, perhaps none; empty files are left out. One whose name the locale
     * cannot read is among them, and to read it fails.
     *
     * @throws CrmException of kind DATA if the folder is not there
     */
    public static List<InputFile> inFolder(Configuration conf, String path) {
        try {
            Path root = new Path(local(path));
            List<InputFile> found = Listing.of(OwnFiles.system(conf, root), root);
            found.removeIf(file -> file.length() == 0);
            return found;
        } catch (FileNotFoundException e) {
            throw absent(path, e);
        } catch (IOException | IllegalArgumentException e) {
            throw unreadable(path, e);
        }
    }

    private static CrmException absent(String path, FileNotFoundException e) {
        return new CrmException(
                Kind.DATA,
                "Cannot ingest " + Printable.of(path, 500) + ": there is no such file or folder. Check the path.",
                e);
    }

    private static CrmException unreadable(String path, Exception e) {
        return new CrmException(
                Kind.EXTERNAL,
                "Cannot ingest " + Printable.of(path, 500) + ": " + Printable.of(String.valueOf(e.getMessage()), 300)
                        + ". Check the path and its permissions.",
                e);
    }

    /** Returns the bytes of all files together, as they are stored. */
    public long bytes() {
        return files.stream().mapToLong(InputFile::length).sum();
    }

    @Override
    public String name() {
        return files.get(0).path();
    }

    @Override
    public List<String> origins() {
        return files.stream().map(InputFile::path).toList();
    }

    /**
     * Of more than {@value #MOST_WRITTEN_DOWN} files their number, bytes and a digest of {@link #positions()}: a commit is rewritten by each
     * one after it.
     */
    @Override
    public String shortPositions() {
        return files.size() <= MOST_WRITTEN_DOWN
                ? positions()
                : files.size() + " files\t" + bytes() + " bytes\tsha256 " + sha256(positions()) + '\n'
                        + files.get(0).path() + '\n'
                        + files.get(files.size() - 1).path() + '\n';
    }

    @Override
    public String positions() {
        StringBuilder positions = new StringBuilder();
        for (InputFile file : files) {
            positions
                    .append(file.path())
                    .append('\t')
                    .append(file.length())
                    .append('\t')
                    .append(file.modified())
                    .append('\n');
        }
        return positions.toString();
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new CrmException(
                    Kind.INTERNAL, "Cannot sum up the files of a batch: this JVM has no SHA-256. Use another JVM.", e);
        }
    }

    /** A path without a scheme is the user's own file, even where HDFS is the default file system. */
    private static URI local(String path) {
        if (path.matches("[A-Za-z][A-Za-z0-9+.-]+:/.*")) {
            return new Path(path).toUri();
        }
        return java.nio.file.Path.of(path).toAbsolutePath().normalize().toUri();
    }
}
