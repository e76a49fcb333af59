package org.crmlake.ingest.source;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.crmlake.ingest.source.InputFiles.InputFile;

/**
 * Looks for the files below a path. A file or folder that several names lead to counts once, under the name that is no link if it has one
 * here; so a link back up the tree has no end of its own. A link that leads nowhere is no file.
 */
final class Listing {
    /** What a character that the locale has no name for is shown as. */
    private static final char UNKNOWN = '\uFFFD';

    private record Link(Path path, java.nio.file.Path file) {}

    private final FileSystem fs;
    private final List<InputFile> found = new ArrayList<>();
    private final Set<java.nio.file.Path> seen = new HashSet<>();
    private final Deque<Link> links = new ArrayDeque<>();

    private Listing(FileSystem fs) {
        this.fs = fs;
    }

    /** Returns the files at or below {@code root}, in no order. One whose {@link #isNamed name} is lost is among them. */
    static List<InputFile> of(FileSystem fs, Path root) throws IOException {
        Listing listing = new Listing(fs);
        FileStatus status = fs.getFileStatus(root);
        if (fs instanceof RawLocalFileSystem local) {
            listing.local(status.getPath(), local.pathToFile(root).toPath());
            while (!listing.links.isEmpty()) {
                Link link = listing.links.remove();
                listing.local(link.path(), link.file());
            }
        } else {
            listing.remote(status);
        }
        return listing.found;
    }

    /** Returns whether the name of a file is known: in some locales that of a file can be neither shown nor opened. */
    static boolean isNamed(String path) {
        return path.indexOf(UNKNOWN) < 0;
    }

    static boolean isHidden(String name) {
        return name.startsWith("_") || name.startsWith(".");
    }

    private void remote(FileStatus status) throws IOException {
        if (!status.isDirectory()) {
            add(status);
            return;
        }
        for (FileStatus child : fs.listStatus(status.getPath())) {
            if (!isHidden(child.getPath().getName())) {
                remote(child);
            }
        }
    }

    /** Hadoop's own listing leaves out, and says nothing, what it cannot open under the name that it was given. */
    private void local(Path path, java.nio.file.Path file) throws IOException {
        if (!Files.exists(file) || !seen.add(file.toRealPath())) {
            return;
        }
        if (!Files.isDirectory(file)) {
            addLocal(path, file);
            return;
        }
        for (java.nio.file.Path child : sorted(Files.newDirectoryStream(file))) {
            String name = child.getFileName().toString();
            Path below = new Path(path, new Path(null, null, name));
            if (isHidden(name)) {
                continue;
            }
            if (Files.isSymbolicLink(child)) {
                links.add(new Link(below, child));
            } else {
                local(below, child);
            }
        }
    }

    /** Returns what a folder has. A disk that fails after the first names says so otherwise than one that fails before. */
    static List<java.nio.file.Path> sorted(DirectoryStream<java.nio.file.Path> names) throws IOException {
        List<java.nio.file.Path> sorted = new ArrayList<>();
        try (names) {
            names.forEach(sorted::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        sorted.sort(Comparator.naturalOrder());
        return sorted;
    }

    private void addLocal(Path path, java.nio.file.Path file) throws IOException {
        if (!isNamed(path.toString())) {
            found.add(new InputFile(
                    path.toString(),
                    Files.size(file),
                    Files.getLastModifiedTime(file).toMillis()));
            return;
        }
        try {
            add(fs.getFileStatus(path));
        } catch (FileNotFoundException e) {
            // Somebody has taken it away since.
        }
    }

    private void add(FileStatus status) {
        found.add(new InputFile(status.getPath().toString(), status.getLen(), status.getModificationTime()));
    }
}
