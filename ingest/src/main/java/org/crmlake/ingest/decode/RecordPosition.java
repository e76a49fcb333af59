package org.crmlake.ingest.decode;

/**
 * Where a record stands.
 *
 * @param file the number of the file in its batch
 * @param position the byte offset or row number in the file
 * @param part which event of the row, from 0
 */
record RecordPosition(int file, long position, int part) {}
