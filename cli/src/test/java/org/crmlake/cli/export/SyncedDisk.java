package org.crmlake.cli.export;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.Syncable;
import org.apache.hadoop.util.Progressable;

/** The machine's disk, which keeps in mind what of a file would outlast a failure of the machine: what was there when it was last told. */
public final class SyncedDisk extends RawLocalFileSystem {
    private static final Map<String, Set<String>> NAMES_BY_LASTING = new HashMap<>();

    /** Returns a configuration under which {@code file:} is this. */
    static Configuration configuration() {
        Configuration hadoop = new Configuration();
        hadoop.set("fs.file.impl", SyncedDisk.class.getName());
        hadoop.setBoolean("fs.file.impl.disable.cache", true);
        NAMES_BY_LASTING.clear();
        return hadoop;
    }

    /** Returns for each content that lasts the names in its folder at the moment from which on it did. */
    static Map<String, Set<String>> namesByLasting() {
        return NAMES_BY_LASTING;
    }

    @Override
    public FSDataOutputStream create(
            org.apache.hadoop.fs.Path file,
            boolean overwrite,
            int bufferSize,
            short replication,
            long blockSize,
            Progressable progress)
            throws IOException {
        FSDataOutputStream out = super.create(file, overwrite, bufferSize, replication, blockSize, progress);
        return new FSDataOutputStream(new Sync(out, pathToFile(file).toPath()), null);
    }

    private static final class Sync extends FilterOutputStream implements Syncable, StreamCapabilities {
        private final FSDataOutputStream to;
        private final Path file;

        Sync(FSDataOutputStream to, Path file) {
            super(to);
            this.to = to;
            this.file = file;
        }

        @Override
        public void hflush() throws IOException {
            to.hflush();
        }

        @Override
        public void hsync() throws IOException {
            to.hsync();
            try (Stream<Path> beside = Files.list(file.getParent())) {
                Set<String> names = new TreeSet<>();
                beside.forEach(one -> names.add(one.getFileName().toString()));
                NAMES_BY_LASTING.put(Files.readString(file), names);
            }
        }

        @Override
        public boolean hasCapability(String capability) {
            return to.hasCapability(capability);
        }
    }
}
