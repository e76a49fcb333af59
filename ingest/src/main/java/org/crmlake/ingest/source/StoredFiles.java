package org.crmlake.ingest.source;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.FutureDataInputStreamBuilder;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.impl.OpenFileParameters;
import org.apache.hadoop.security.AccessControlException;

/**
 * Any file system, as the readers of Spark are given it: a person's own files are read as they are ({@link OwnFiles}), and what the file
 * system fails to give is {@link NotRead}, so that it is not taken for a fault of the file.
 *
 * <p>Hadoop makes it by its name, so it is public; {@link #settings} is the way to it.
 */
public final class StoredFiles extends FilterFileSystem {
    private static final String IMPL = ".impl";
    private static final String FS = "fs.";
    private static final String BEHIND = "crmlake.stored.";

    /** For Hadoop. */
    public StoredFiles() {}

    /**
     * Returns the settings under which {@code files} are read so.
     *
     * @param conf that knows their file systems
     */
    public static Map<String, String> settings(Configuration conf, InputFiles files) {
        Map<String, String> settings = new HashMap<>();
        files.files().stream()
                .map(file -> new Path(file.path()).toUri().getScheme())
                .distinct()
                .forEach(scheme -> {
                    String given = conf.get(FS + scheme + IMPL);
                    if (given != null) {
                        settings.put(BEHIND + scheme + IMPL, given);
                    }
                    settings.put(FS + scheme + IMPL, StoredFiles.class.getName());
                    // One that is kept would be handed to everybody else in this process.
                    settings.put(FS + scheme + ".impl.disable.cache", "true");
                });
        return settings;
    }

    @Override
    public void initialize(URI name, Configuration conf) throws IOException {
        String impl = FS + name.getScheme() + IMPL;
        Configuration behind = new Configuration(conf);
        behind.unset(impl + ".disable.cache");
        String given = conf.get(BEHIND + name.getScheme() + IMPL);
        if (given == null) {
            behind.unset(impl);
        } else {
            behind.set(impl, given);
        }
        FileSystem system = FileSystem.get(name, behind);
        fs = system instanceof LocalFileSystem local ? local.getRaw() : system;
        super.initialize(name, conf);
    }

    @Override
    public FSDataInputStream open(Path file, int bufferSize) throws IOException {
        return given(file, () -> new FSDataInputStream(new Bytes(file, fs.open(file, bufferSize))));
    }

    @Override
    public FutureDataInputStreamBuilder openFile(Path file) {
        return createDataInputStreamBuilder(this, file);
    }

    @Override
    protected CompletableFuture<FSDataInputStream> openFileWithOptions(Path file, OpenFileParameters parameters) {
        try {
            return CompletableFuture.completedFuture(open(file, parameters.getBufferSize()));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public FileStatus getFileStatus(Path file) throws IOException {
        return given(file, () -> fs.getFileStatus(file));
    }

    /** A name is no pattern, whatever characters are in it. */
    @Override
    public FileStatus[] globStatus(Path file) throws IOException {
        return new FileStatus[] {getFileStatus(file)};
    }

    @Override
    public FileStatus[] listStatus(Path file) throws IOException {
        return given(file, () -> fs.listStatus(file));
    }

    @FunctionalInterface
    private interface Access<T> {
        T get() throws IOException;
    }

    private static <T> T given(Path file, Access<T> access) throws IOException {
        try {
            return access.get();
        } catch (FileNotFoundException | AccessControlException | ChecksumException | EOFException | NotRead e) {
            throw e;
        } catch (IOException e) {
            throw new NotRead(file.toString(), e);
        }
    }

    private static final class Bytes extends FSInputStream {
        private final Path file;
        private final FSDataInputStream in;

        Bytes(Path file, FSDataInputStream in) {
            this.file = file;
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            return given(file, in::read);
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            return given(file, () -> in.read(into, from, length));
        }

        @Override
        public int available() throws IOException {
            return in.available();
        }

        @Override
        public void seek(long position) throws IOException {
            in.seek(position);
        }

        @Override
        public long getPos() throws IOException {
            return in.getPos();
        }

        @Override
        public boolean seekToNewSource(long position) throws IOException {
            return in.seekToNewSource(position);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
