package org.crmlake.hbase;

import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.io.encoding.DataBlockEncoding;
import org.apache.hadoop.hbase.regionserver.BloomType;
import org.apache.hadoop.hbase.util.BloomFilterUtil;
import org.apache.hadoop.hbase.util.Bytes;
import org.crmlake.model.Tenant;

/**
 * {@code timeline}: what happened with each customer, newest first. One row is one event ({@link TimelineRowKey}), with one
 * cell ({@link EventCells}) whose timestamp is the event time in milliseconds.
 */
public final class TimelineTable {
    /** The only family, e for event: its name is repeated in every cell, so it is one letter. */
    static final byte[] FAMILY = Bytes.toBytes("e");

    /** There is one cell a row, so it needs no name of its own. */
    static final byte[] QUALIFIER = {};

    private static final String NAME = "timeline";
    private static final String LAYOUT = "1";

    private TimelineTable() {}

    /** Returns the table's full name, {@code crm_<tenant>:timeline}. */
    public static TableName name(Tenant tenant) {
        return TableName.valueOf(tenant.namespace(), NAME);
    }

    /** Returns the table's definition. The figures are those of {@code docs/hbase-tables.md}. */
    public static TableDescriptor descriptor(Tenant tenant) {
        return TableDescriptorBuilder.newBuilder(name(tenant))
                .setColumnFamily(family())
                .setValue(HBaseTables.LAYOUT, LAYOUT)
                .build();
    }

    static ColumnFamilyDescriptor family() {
        return ColumnFamilyDescriptorBuilder.newBuilder(FAMILY)
                // Events are never changed. A repeated write meets the same cell and must not be kept beside it.
                .setMaxVersions(1)
                // A sixth less than SNAPPY for a tenth more CPU to write; GZ saves another twentieth for four times the
                // CPU.
                .setCompressionType(Zstandard.ALGORITHM)
                // Neighbouring keys share hash, customer and much of the time. Saves a seventh of the memory that a
                // cached event takes, because the block cache holds encoded blocks.
                .setDataBlockEncoding(DataBlockEncoding.FAST_DIFF)
                // Each batch adds a file to every region, and a history need not look into those without the customer.
                // A filter of whole rows answers only who asks for one row; this one, of the first bytes, answers
                // scans. It holds customers and not events, so it takes next to no room.
                .setBloomFilterType(BloomType.ROWPREFIX_FIXED_LENGTH)
                // The hash and ten bytes of the customer key: enough to tell customers apart, and few keys are shorter.
                // The filter does nothing for those that are.
                .setConfiguration(BloomFilterUtil.PREFIX_LENGTH_KEY, "12")
                // Some 300 events, so most histories lie in one block or two. 16 KiB blocks take a tenth more room.
                .setBlocksize(64 * 1024)
                // How long events are kept is decided by erasure and retention jobs, which also see to the lake.
                .setTimeToLive(HConstants.FOREVER)
                .build();
    }
}
