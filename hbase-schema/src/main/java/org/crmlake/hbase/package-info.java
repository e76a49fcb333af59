/**
 * The HBase tables: descriptors with the reason of each attribute, row keys, cell codec, stores, create and verify. Spark is
 * not on this module's class path, so that a look-up from the shell need not pay for it.
 *
 * <ul>
 *   <li>Tables: {@code HBaseTables}, {@code TimelineTable}, {@code ProfileTable}, {@code SchemaAdmin}
 *   <li>Keys and cells: {@code TimelineRowKey}, {@code RowRange}, {@code EventCells}, {@code EventCellEncoder}, {@code
 *       TimelineCell}
 *   <li>Reading and writing: {@code TimelineStore} with {@code HistoryQuery}, {@code TimelineScan}, {@code ProfileStore} with
 *       {@code Profile} and {@code CustomerScores}
 *   <li>Bulk load: {@code HFileTimelineWriter}, {@code TimelineBulkLoad}
 *   <li>Configuration: {@code HBaseSettings}, {@code PortableConfiguration}
 * </ul>
 */
package org.crmlake.hbase;
