package org.crmlake.ingest.decode;

import java.io.Serializable;

/**
 * What decoding needs to know of its batch.
 *
 * @param source the name of the source
 * @param regionStartKeys where the regions of the timeline begin, in order, the first empty
 * @param maxRecordBytes the longest record that is looked at; a longer one is a dead letter
 */
public record DecodeSettings(String source, byte[][] regionStartKeys, int maxRecordBytes) implements Serializable {}
