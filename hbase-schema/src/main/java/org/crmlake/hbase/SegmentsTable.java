package org.crmlake.hbase;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.util.Bytes;
import org.crmlake.model.Tenant;

/**
 * {@code segments}: every version of every segment definition. One row is one version; its key is the segment's name, a zero byte
 * and the version counted down, so that the newest comes first.
 */
final class SegmentsTable {
    static final byte[] FAMILY = Bytes.toBytes("d");

    /** The definition as its author wrote it. */
    static final byte[] TEXT = Bytes.toBytes("text");

    /** When it was defined, as eight bytes of milliseconds. */
    static final byte[] DEFINED_AT = Bytes.toBytes("at");

    private static final String NAME = "segments";
    private static final String LAYOUT = "1";

    private SegmentsTable() {}

    static TableName name(Tenant tenant) {
        return TableName.valueOf(tenant.namespace(), NAME);
    }

    static TableDescriptor descriptor(Tenant tenant) {
        return TableDescriptorBuilder.newBuilder(name(tenant))
                .setColumnFamily(ColumnFamilyDescriptorBuilder.newBuilder(FAMILY)
                        // A version is written once and never changed; another version is another row.
                        .setMaxVersions(1)
                        // The same codec as the other tables, so that a cluster needs only one.
                        .setCompressionType(Zstandard.ALGORITHM)
                        // Old results name the version that they come from.
                        .setTimeToLive(HConstants.FOREVER)
                        .build())
                .setValue(HBaseTables.LAYOUT, LAYOUT)
                .build();
    }

    static byte[] rowKey(String segment, int version) {
        byte[] name = segment.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(name.length + 1 + Integer.BYTES)
                .put(name)
                .put((byte) 0)
                .putInt(Integer.MAX_VALUE - version)
                .array();
    }

    static String segment(byte[] rowKey) {
        return new String(rowKey, 0, rowKey.length - 1 - Integer.BYTES, StandardCharsets.US_ASCII);
    }

    static int version(byte[] rowKey) {
        return Integer.MAX_VALUE - ByteBuffer.wrap(rowKey).getInt(rowKey.length - Integer.BYTES);
    }
}
