package org.crmlake.ingest.source;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** This disk, as a cluster looks that is away for a while: so many reads fail, and the next ones do not. */
public final class FlakyFiles extends RawLocalFileSystem {
    private static final String SCHEME = "flaky";
    private static final AtomicInteger FAILURES = new AtomicInteger();
    private static volatile String lost = "";

    /** Lets {@code conf} know the file system. */
    public static void addTo(Configuration conf) {
        conf.setClass("fs." + SCHEME + ".impl", FlakyFiles.class, org.apache.hadoop.fs.FileSystem.class);
    }

    /** Returns how a path on this disk is called. */
    public static String of(java.nio.file.Path path) {
        return SCHEME + "://" + path;
    }

    /** From now on so many reads fail. */
    public static void fail(int reads) {
        FAILURES.set(reads);
    }

    /** From now on no read of a file of this name succeeds: the machine that had it does not answer. */
    public static void lose(String name) {
        lost = name;
    }

    @Override
    public URI getUri() {
        return URI.create(SCHEME + ":///");
    }

    @Override
    public FSDataInputStream open(Path file, int bufferSize) throws IOException {
        FSDataInputStream whole = super.open(file, bufferSize);
        return new FSDataInputStream(new Reads(whole, file.getName()));
    }

    private static final class Reads extends FSInputStream {
        private final FSDataInputStream in;
        private final String name;

        Reads(FSDataInputStream in, String name) {
            this.in = in;
            this.name = name;
        }

        @Override
        public int read() throws IOException {
            check();
            return in.read();
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            check();
            return in.read(into, from, length);
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
        public boolean seekToNewSource(long position) {
            return false;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }

        private void check() throws IOException {
            if (name.equals(lost) || FAILURES.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new IOException("no data node answers");
            }
        }
    }
}
