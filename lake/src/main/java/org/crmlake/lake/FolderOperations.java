package org.crmlake.lake;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.LockManager;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.hadoop.HadoopTableOperations;
import org.apache.iceberg.io.FileIO;

/**
 * The operations of a table whose versions are files {@code vN.metadata.json} of one folder. What keeps two writers apart is that a
 * version is renamed to its name only if there is no file of that name, and a writer may stand still before that for any time. So a name
 * is kept long after what was in it: whoever removes names removes them in their order, and a version that could be made although the
 * one before it is gone is taken back. Nobody has seen it then, because the hint where to begin names a later one.
 */
final class FolderOperations extends HadoopTableOperations {
    private static final String HINT = "version-hint.text";
    private static final Pattern VERSION = Pattern.compile("v(\\d+)(\\.gz)?\\.metadata\\.json(\\.gz)?");
    /** A file that was emptied between the look for the newest version and the reading of it; there is a newer one then. */
    private static final int READS = 3;

    private final Configuration conf;

    FolderOperations(Path table, FileIO io, Configuration conf, LockManager locks) {
        super(table, io, conf, locks);
        this.conf = conf;
    }

    /** Returns the number of the version that a file of metadata is, 0 if its name is none of a version. */
    static int versionOf(String file) {
        Matcher name = VERSION.matcher(new Path(file).getName());
        return name.matches() ? Integer.parseInt(name.group(1)) : 0;
    }

    @Override
    public TableMetadata refresh() {
        for (int read = 1; ; read++) {
            try {
                return super.refresh();
            } catch (NotFoundException | UncheckedIOException e) {
                if (read == READS) {
                    throw e;
                }
            }
        }
    }

    /** Frees what is in an old version, and keeps its name. */
    void empty(String file) {
        Path path = new Path(file);
        FileSystem files = super.getFileSystem(path, conf);
        try {
            if (files.exists(path)) {
                files.create(path, true).close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected FileSystem getFileSystem(Path path, Configuration hadoop) {
        return new MetadataFolder(super.getFileSystem(path, hadoop));
    }

    private static final class MetadataFolder extends FilterFileSystem {
        MetadataFolder(FileSystem files) {
            super(files);
        }

        /** Who wrote the hint may have stood still before, and what it names be gone; without a hint, the folder is searched. */
        @Override
        public FSDataInputStream open(Path file, int bufferSize) throws IOException {
            FSDataInputStream in = super.open(file, bufferSize);
            if (file.getName().equals(HINT)) {
                // Not closed: the caller reads it again.
                String text = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
                if (text == null || !text.matches("\\d{1,9}") || !has(file.getParent(), Integer.parseInt(text))) {
                    in.close();
                    throw new FileNotFoundException("The hint names version " + text + ", which is not there");
                }
                in.seek(0);
            }
            return in;
        }

        @Override
        public boolean rename(Path from, Path to) throws IOException {
            if (!super.rename(from, to)) {
                return false;
            }
            int version = versionOf(to.toString());
            if (version > 1 && !has(to.getParent(), version - 1)) {
                super.delete(to, false);
                throw new ValidationException(
                        "this process stood still for so long that version %s of the table, which it began with, is gone",
                        version - 1);
            }
            return true;
        }

        private boolean has(Path folder, int version) throws IOException {
            for (String end : List.of(".metadata.json", ".gz.metadata.json", ".metadata.json.gz")) {
                if (exists(new Path(folder, "v" + version + end))) {
                    return true;
                }
            }
            return false;
        }
    }
}
