package org.crmlake.ingest.source;

import java.io.Serializable;

/**
 * One line of a file.
 *
 * @param file the number of the file in its batch
 * @param position the offset of the line's first byte; in a compressed file, of the unpacked text
 * @param bytes the line as it is, without its end
 */
public record LineRecord(int file, long position, byte[] bytes) implements Serializable {}
