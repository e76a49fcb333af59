package org.crmlake.lake;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.LockManager;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.hadoop.HadoopTableOperations;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/**
 * The operations of a table whose versions are files {@code vN.metadata.json} of one folder. What keeps two writers apart is that a
 * version is renamed to its name only if there is no file of that name, and a writer may stand still before that for any time. So a name
 * is kept long after what was in it: whoever removes names removes them in their order, and a version that could be made although the
 * one before it is gone is taken back. Nobody has seen it then, because the hint where to begin names a later one.
 *
 * <p>Iceberg's own operations are of no more use once a version could not be read: they keep its number together with the table before
 * it, and the next commit would undo the version that they have not read. New ones take their place.
 */
final class FolderOperations implements TableOperations {
    private static final String HINT = "version-hint.text";
    private static final Pattern VERSION = Pattern.compile("v(\\d+)(\\.gz)?\\.metadata\\.json(\\.gz)?");
    /** A file that was emptied between the look for the newest version and the reading of it; there is a newer one then. */
    private static final int READS = 3;

    private final Path table;
    private final Configuration conf;
    private final Supplier<Versions> opened;
    private volatile Versions versions;
    private volatile boolean isKnown;

    FolderOperations(Path table, FileIO io, Configuration conf, LockManager locks) {
        this.table = table;
        this.conf = conf;
        this.opened = () -> new Versions(table, io, conf, locks);
        this.versions = opened.get();
    }

    /** Returns the number of the version that a file of metadata is, 0 if its name is none of a version. */
    static int versionOf(String file) {
        Matcher name = VERSION.matcher(new Path(file).getName());
        return name.matches() ? Integer.parseInt(name.group(1)) : 0;
    }

    @Override
    public TableMetadata current() {
        return read(Versions::current);
    }

    @Override
    public TableMetadata refresh() {
        return read(Versions::refresh);
    }

    private TableMetadata read(Function<Versions, TableMetadata> reading) {
        for (int read = 1; ; read++) {
            try {
                TableMetadata now = reading.apply(versions);
                if (now == null) {
                    requireNone();
                }
                isKnown = now != null;
                return now;
            } catch (RuntimeException e) {
                versions = opened.get();
                requireOpen(e);
                if (read == READS || !(e instanceof NotFoundException || e instanceof UncheckedIOException)) {
                    throw e;
                }
            }
        }
    }

    /** Iceberg takes a folder that it cannot list for a table that is not there, which could then be made anew over what is there. */
    private void requireNone() {
        if (isKnown) {
            throw new NotFoundException("No version of table %s can be found", table);
        }
        Path metadata = new Path(table, "metadata");
        try {
            if (hasVersion(metadata.getFileSystem(conf), metadata, 1)) {
                throw new IOException("Versions of table " + table + " are there, and none could be read");
            }
        } catch (FileNotFoundException e) {
            // So nobody has made the table yet.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean hasVersion(FileSystem files, Path folder, int from) throws IOException {
        for (FileStatus file : files.listStatus(folder)) {
            if (versionOf(file.getPath().toString()) >= from) {
                return true;
            }
        }
        return false;
    }

    private void requireOpen(RuntimeException cause) {
        try {
            FolderTable.at(table.toString(), conf).ifPresent(FolderTable::requireOpen);
        } catch (IOException | UncheckedIOException e) {
            cause.addSuppressed(e);
        }
    }

    /** Iceberg takes no other object than its own for the table as it is. */
    @Override
    public void commit(TableMetadata base, TableMetadata metadata) {
        TableMetadata now = base == null ? null : current();
        boolean same = now != null && Objects.equals(now.metadataFileLocation(), base.metadataFileLocation());
        versions.commit(same ? now : base, metadata);
    }

    /** Frees what is in an old version, and keeps its name. */
    void empty(String file) {
        Path path = new Path(file);
        try {
            FileSystem files = path.getFileSystem(conf);
            if (files.exists(path)) {
                files.create(path, true).close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public FileIO io() {
        return versions.io();
    }

    @Override
    public String metadataFileLocation(String fileName) {
        return versions.metadataFileLocation(fileName);
    }

    @Override
    public LocationProvider locationProvider() {
        return versions.locationProvider();
    }

    @Override
    public TableOperations temp(TableMetadata uncommitted) {
        return versions.temp(uncommitted);
    }

    private static final class Versions extends HadoopTableOperations {
        Versions(Path table, FileIO io, Configuration conf, LockManager locks) {
            super(table, io, conf, locks);
        }

        @Override
        protected FileSystem getFileSystem(Path path, Configuration hadoop) {
            return new MetadataFolder(super.getFileSystem(path, hadoop));
        }
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
            boolean gone = version > 1 && !has(to.getParent(), version - 1);
            if (gone || (version == 1 && hasVersion(this, to.getParent(), 2))) {
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
