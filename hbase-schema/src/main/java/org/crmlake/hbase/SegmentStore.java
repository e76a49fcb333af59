package org.crmlake.hbase;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.CheckAndMutate;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.util.Bytes;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Tenant;

/** The segment definitions of a tenant, with all their versions, in {@code segments}. */
public final class SegmentStore implements AutoCloseable {
    private final Connection connection;
    private final TableName table;

    private SegmentStore(Connection connection, Tenant tenant) {
        this.connection = connection;
        this.table = SegmentsTable.name(tenant);
    }

    /** Connects to a tenant's definitions. */
    public static SegmentStore open(Configuration configuration, Tenant tenant) {
        return new SegmentStore(HBase.connect(configuration), tenant);
    }

    /**
     * Adds a version of a segment, unless the newest has the same text.
     *
     * @param name a valid name of a segment
     * @return the newest version, whether it was there or not
     */
    public StoredSegment define(String name, String text, Instant now) {
        while (true) {
            Optional<StoredSegment> newest = versions(name).stream().findFirst();
            if (newest.isPresent() && newest.get().text().equals(text)) {
                return newest.get();
            }
            int version = newest.map(StoredSegment::version).orElse(0) + 1;
            byte[] row = SegmentsTable.rowKey(name, version);
            Put put = new Put(row)
                    .addColumn(SegmentsTable.FAMILY, SegmentsTable.TEXT, text.getBytes(StandardCharsets.UTF_8))
                    .addColumn(SegmentsTable.FAMILY, SegmentsTable.DEFINED_AT, Bytes.toBytes(now.toEpochMilli()));
            try (Table segments = connection.getTable(table)) {
                // Of two who define at once, one gets the version and the other the next one.
                boolean written = segments.checkAndMutate(CheckAndMutate.newBuilder(row)
                                .ifNotExists(SegmentsTable.FAMILY, SegmentsTable.TEXT)
                                .build(put))
                        .isSuccess();
                if (written) {
                    return new StoredSegment(name, version, text, Instant.ofEpochMilli(now.toEpochMilli()));
                }
            } catch (IOException e) {
                throw failure("write segment " + name + " to", e);
            }
        }
    }

    /** Returns the newest version of each segment, by name. */
    public List<StoredSegment> newest() {
        Map<String, StoredSegment> newest = new LinkedHashMap<>();
        scan(new Scan()).forEach(segment -> newest.putIfAbsent(segment.name(), segment));
        return List.copyOf(newest.values());
    }

    /** Returns all versions of a segment, the newest first; none if there is no such segment. */
    public List<StoredSegment> versions(String name) {
        return scan(new Scan()
                .withStartRow(SegmentsTable.rowKey(name, Integer.MAX_VALUE))
                .withStopRow(SegmentsTable.rowKey(name, 0)));
    }

    @Override
    public void close() {
        HBase.close(connection);
    }

    private List<StoredSegment> scan(Scan scan) {
        List<StoredSegment> found = new ArrayList<>();
        try (Table segments = connection.getTable(table);
                ResultScanner rows = segments.getScanner(scan.addFamily(SegmentsTable.FAMILY))) {
            for (Result row : rows) {
                found.add(new StoredSegment(
                        SegmentsTable.segment(row.getRow()),
                        SegmentsTable.version(row.getRow()),
                        new String(row.getValue(SegmentsTable.FAMILY, SegmentsTable.TEXT), StandardCharsets.UTF_8),
                        Instant.ofEpochMilli(
                                Bytes.toLong(row.getValue(SegmentsTable.FAMILY, SegmentsTable.DEFINED_AT)))));
            }
        } catch (IOException e) {
            throw failure("read segments from", e);
        }
        return found;
    }

    private CrmException failure(String deed, IOException e) {
        return new CrmException(
                Kind.EXTERNAL,
                "Cannot " + deed + " " + table + ": " + HBase.reason(e)
                        + ". Check that HBase runs and that the tenant was initialised with this version: `crmlake init`.",
                e);
    }
}
