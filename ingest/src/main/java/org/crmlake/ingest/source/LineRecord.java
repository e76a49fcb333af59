package org.crmlake.ingest.source;

import java.io.Serializable;

/**
 * One line of a file, or one record of a topic.
 *
 * @param file the number of the file in its batch
 * @param position the offset of the line's first byte; in a compressed file, of the unpacked text
 * @param bytes the line as it is, without its end; of a line longer than {@link #MOST_KEPT}, its beginning
 * @param length of the whole line, in bytes
 */
public record LineRecord(int file, long position, byte[] bytes, long length) implements Serializable {
    /**
     * How many bytes are kept of a longer record, so that one of any length fits into memory. It is one more than the longest record
     * that may be asked for: what was cut is never taken for whole, whatever the settings are when it is replayed.
     */
    public static final int MOST_KEPT = (16 << 20) + 1;

    /** A record of which all bytes are there. */
    public LineRecord(int file, long position, byte[] bytes) {
        this(file, position, bytes, bytes.length);
    }
}
