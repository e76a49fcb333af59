package org.crmlake.hbase;

import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.io.encoding.DataBlockEncoding;
import org.apache.hadoop.hbase.regionserver.BloomType;
import org.apache.hadoop.hbase.util.Bytes;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.Tenant;

/**
 * {@code profile}: what is known of each customer now. One row is one customer; its key is the customer's hash and key. A
 * column's name is the qualifier, its timestamp the time that it is true of, in milliseconds. The value of a score is its text in UTF-8;
 * traits and consents are {@link StatementCells}.
 */
public final class ProfileTable {
    /** What sources say of the customer. */
    static final byte[] TRAITS = Bytes.toBytes("t");

    /** What jobs worked out: scores and segments. The timestamp is midnight UTC of the job's as-of date. */
    static final byte[] SCORES = Bytes.toBytes("s");

    /** What the customer allowed and refused. */
    static final byte[] CONSENTS = Bytes.toBytes("c");

    private static final String NAME = "profile";
    private static final String LAYOUT = "1";

    private ProfileTable() {}

    /** Returns the table's full name, {@code crm_<tenant>:profile}. */
    public static TableName name(Tenant tenant) {
        return TableName.valueOf(tenant.namespace(), NAME);
    }

    /** Returns the table's definition. */
    public static TableDescriptor descriptor(Tenant tenant) {
        // Families are files of their own: the nightly rewrite of all scores leaves traits and consents alone.
        return TableDescriptorBuilder.newBuilder(name(tenant))
                .setColumnFamily(family(TRAITS))
                .setColumnFamily(family(SCORES))
                .setColumnFamily(family(CONSENTS))
                .setValue(HBaseTables.LAYOUT, LAYOUT)
                .build();
    }

    /** Returns the row key of a customer. */
    static byte[] rowKey(CustomerKey customer) {
        byte[] key = RowHash.utf8(customer.text());
        return RowHash.startRow(key, RowHash.LENGTH + key.length);
    }

    private static ColumnFamilyDescriptor family(byte[] name) {
        return ColumnFamilyDescriptorBuilder.newBuilder(name)
                // A profile is what holds now; the lake has the scores of the past by as-of date.
                .setMaxVersions(1)
                // The same codec as the timeline, so that a cluster needs only one.
                .setCompressionType(Zstandard.ALGORITHM)
                // A row is many short cells under one key, which plain blocks would repeat in each.
                .setDataBlockEncoding(DataBlockEncoding.FAST_DIFF)
                // Profiles are read one row at a time, many of which have nothing in a family or a file.
                .setBloomFilterType(BloomType.ROW)
                // A read wants one row of some hundred bytes, so little beside it should be read and unpacked.
                .setBlocksize(16 * 1024)
                // Traits, scores and consents hold until something newer is said.
                .setTimeToLive(HConstants.FOREVER)
                .build();
    }
}
