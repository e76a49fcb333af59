package org.crmlake.hbase;

/**
 * One event as {@code timeline} stores it.
 *
 * @param rowKey see {@link TimelineRowKey}
 * @param timestamp the event time in milliseconds since 1970, see {@link EventCells#timestamp}
 * @param value see {@link EventCells}
 */
public record TimelineCell(byte[] rowKey, long timestamp, byte[] value) {}
