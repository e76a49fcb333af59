package org.crmlake.ingest.source;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts bytes into lines, which end with a line feed, a carriage return, or both. Of a line longer than {@link LineRecord#MOST_KEPT} the
 * rest is counted and thrown away: a file of a few kilobytes may unpack to one line of gigabytes.
 */
final class ByteLines implements Closeable {
    private static final byte[] NOTHING = {};
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final InputStream in;
    private final byte[] buffer = new byte[64 << 10];
    private ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    private long bufferStart;
    private int at;
    private int end;
    private long start;
    private long length;
    private byte[] kept = NOTHING;

    /**
     * Reads on from where {@code in} stands.
     *
     * @param position of that place in the text
     */
    ByteLines(InputStream in, long position) {
        this.in = in;
        this.bufferStart = position;
    }

    /** Returns where the next line begins. */
    long position() {
        return bufferStart + at;
    }

    /** Goes to the next line; returns false if there is none. */
    boolean next() throws IOException {
        start = position();
        length = 0;
        kept = NOTHING;
        while (at < end || fill()) {
            int from = at;
            while (at < end && buffer[at] != '\n' && buffer[at] != '\r') {
                at++;
            }
            boolean whole = length == 0 && at < end;
            keep(from, whole);
            if (at < end) {
                endLine();
                finish(whole);
                return true;
            }
        }
        finish(false);
        return length > 0;
    }

    /** Returns the offset of the line's first byte. */
    long start() {
        return start;
    }

    /** Returns the line without its end, or its beginning; the mark of UTF-8 at the start of a text is no part of it. */
    byte[] kept() {
        boolean marked =
                start == 0 && kept.length >= MARK.length && Arrays.equals(kept, 0, MARK.length, MARK, 0, MARK.length);
        return marked ? Arrays.copyOfRange(kept, MARK.length, kept.length) : kept;
    }

    /** Returns how many bytes the whole line has. */
    long length() {
        return length;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Most lines lie in the buffer as a whole, and are copied once. */
    private void keep(int from, boolean whole) {
        int count = at - from;
        length += count;
        if (whole) {
            kept = Arrays.copyOfRange(buffer, from, at);
        } else {
            pieces.write(buffer, from, Math.min(count, LineRecord.MOST_KEPT - pieces.size()));
        }
    }

    private void finish(boolean whole) {
        if (!whole) {
            kept = pieces.toByteArray();
            // One long line is no reason to hold on to its room.
            pieces = new ByteArrayOutputStream();
        }
    }

    private void endLine() throws IOException {
        if (buffer[at++] == '\r' && (at < end || fill()) && buffer[at] == '\n') {
            at++;
        }
    }

    private boolean fill() throws IOException {
        bufferStart += end;
        at = 0;
        end = Math.max(0, in.read(buffer));
        return end > 0;
    }
}
