package org.crmlake.ingest.source;

import java.io.Closeable;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.BZip2Codec;
import org.apache.hadoop.io.compress.CodecPool;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.io.compress.Decompressor;
import org.apache.hadoop.security.AccessControlException;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;

/** The lines of a slice, unpacked by the file's name, blank lines left out: a blank line is no record in any of the formats. */
final class LineReader implements Iterator<LineRecord>, Closeable {
    private final FileSlice slice;
    private final ByteLines lines;
    private final long lastStart;
    private Decompressor unpacking;
    private LineRecord next;
    private boolean open = true;

    /**
     * Opens a slice.
     *
     * @param headerLines how many lines at the start of the file, blank ones not counted, are not records
     */
    LineReader(Configuration conf, FileSlice slice, int headerLines) {
        this.slice = slice;
        Path path = new Path(slice.path());
        CompressionCodec codec = new CompressionCodecFactory(conf).getCodec(path);
        // A packed file is one slice, whose length in the unpacked text nobody knows.
        this.lastStart = codec == null ? slice.start() + slice.length() : Long.MAX_VALUE;
        try {
            this.lines = new ByteLines(bytes(conf, path, codec), slice.start());
            if (slice.start() > 0) {
                // The line that is under way here, or that begins here, belongs to the slice before.
                lines.next();
            }
        } catch (IOException | RuntimeException e) {
            throw failure(e);
        }
        if (slice.start() == 0) {
            for (int i = 0; i < headerLines && hasNext(); i++) {
                next();
            }
        }
    }

    @Override
    public boolean hasNext() {
        while (next == null && open) {
            try {
                if (lines.position() <= lastStart && lines.next()) {
                    next = record();
                } else {
                    close();
                }
            } catch (IOException | RuntimeException e) {
                throw failure(e);
            }
        }
        return next != null;
    }

    @Override
    public LineRecord next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        LineRecord record = next;
        next = null;
        return record;
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            try {
                lines.close();
            } catch (IOException e) {
                throw failure(e);
            } finally {
                CodecPool.returnDecompressor(unpacking);
            }
        }
    }

    private InputStream bytes(Configuration conf, Path path, CompressionCodec codec) throws IOException {
        FSDataInputStream stored = open(conf, path);
        try {
            if (codec == null) {
                stored.seek(slice.start());
                return new Stored(slice.path(), stored);
            }
            if (codec instanceof BZip2Codec) {
                // Its reader looks for the next block that it knows, and would find a file without any to be empty.
                requireBzip2(stored);
            }
            unpacking = CodecPool.getDecompressor(codec);
            return codec.createInputStream(new Stored(slice.path(), stored), unpacking);
        } catch (IOException | RuntimeException e) {
            stored.close();
            throw e;
        }
    }

    private FSDataInputStream open(Configuration conf, Path path) throws IOException {
        try {
            return OwnFiles.system(conf, path).open(path);
        } catch (FileNotFoundException | AccessControlException e) {
            throw e;
        } catch (IOException e) {
            throw new NotRead(slice.path(), e);
        }
    }

    private void requireBzip2(FSDataInputStream stored) throws IOException {
        InputStream start = new Stored(slice.path(), stored);
        if (start.read() != 'B' || start.read() != 'Z' || start.read() != 'h') {
            throw new IOException("not a bzip2 file");
        }
        stored.seek(0);
    }

    /** The bytes of a file as they are stored: what fails here is the file system, what fails above it is what the file says. */
    private static final class Stored extends FilterInputStream {
        private final String file;

        Stored(String file, InputStream in) {
            super(in);
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            try {
                return in.read();
            } catch (ChecksumException e) {
                throw e;
            } catch (IOException e) {
                throw new NotRead(file, e);
            }
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            try {
                return in.read(into, from, length);
            } catch (ChecksumException e) {
                throw e;
            } catch (IOException e) {
                throw new NotRead(file, e);
            }
        }
    }

    private LineRecord record() {
        byte[] line = lines.kept();
        for (byte b : line) {
            if (b != ' ' && b != '\t') {
                return lines.length() > LineRecord.MOST_KEPT
                        ? new LineRecord(slice.file(), lines.start(), line, lines.length())
                        : new LineRecord(slice.file(), lines.start(), line);
            }
        }
        return null;
    }

    private CrmException failure(Exception e) {
        Optional<CrmException> notRead = NotRead.in(e);
        if (notRead.isPresent()) {
            return notRead.get();
        }
        return new CrmException(
                Kind.DATA,
                "Cannot read " + Printable.of(slice.path(), 500) + ": " + reason(e)
                        + ". Nothing was written; replace the file and repeat the command.",
                e);
    }

    /** Unpackers meet broken data with exceptions of all kinds. */
    private String reason(Exception e) {
        if (e instanceof FileNotFoundException && !Listing.isNamed(slice.path())) {
            return "its name has characters that this locale cannot read";
        }
        if (e instanceof EOFException) {
            return "the compressed data end too early";
        }
        if (e.getMessage() == null || e instanceof IndexOutOfBoundsException) {
            return "the compressed data are broken";
        }
        String message = e.getMessage().lines().findFirst().orElse("");
        return Printable.of(message.endsWith(".") ? message.substring(0, message.length() - 1) : message, 300);
    }
}
