package org.crmlake.hbase;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.RegionLocator;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.Tenant;
import org.crmlake.model.segment.Statement;
import org.crmlake.model.segment.Statement.Topic;

/** The traits and consents of a range of a tenant's {@code profile}, streamed: memory does not grow with the range. */
public final class StatementScan implements Iterator<ProfileEntry>, AutoCloseable {
    private static final int ROWS_A_CALL = 1_000;

    private final TableName name;
    private final Connection connection;
    private final ResultScanner rows;
    private final Deque<Cell> cells = new ArrayDeque<>();

    private StatementScan(TableName name, Connection connection, ResultScanner rows) {
        this.name = name;
        this.connection = connection;
        this.rows = rows;
    }

    /**
     * Returns the start keys of the table's regions as they are now, in order; the first is empty.
     *
     * @throws CrmException if HBase does not answer
     */
    public static byte[][] regionStartKeys(Configuration configuration, Tenant tenant) {
        TableName name = ProfileTable.name(tenant);
        Connection connection = HBase.connect(configuration);
        try (RegionLocator regions = connection.getRegionLocator(name)) {
            return regions.getStartKeys();
        } catch (IOException e) {
            throw cannotScan(name, e);
        } finally {
            HBase.close(connection);
        }
    }

    /**
     * Starts a scan of the rows of {@code [start, stop)}; an empty array is the end of the table on its side.
     *
     * @throws CrmException if HBase does not answer
     */
    public static StatementScan open(Configuration configuration, Tenant tenant, byte[] start, byte[] stop) {
        TableName name = ProfileTable.name(tenant);
        Connection connection = HBase.connect(configuration);
        try (Table table = connection.getTable(name)) {
            Scan scan = new Scan()
                    .withStartRow(start)
                    .withStopRow(stop)
                    .addFamily(ProfileTable.TRAITS)
                    .addFamily(ProfileTable.CONSENTS)
                    .setCaching(ROWS_A_CALL)
                    // A full scan would push everything else out of the cache and is not soon repeated.
                    .setCacheBlocks(false);
            return new StatementScan(name, connection, table.getScanner(scan));
        } catch (IOException e) {
            HBase.close(connection);
            throw cannotScan(name, e);
        }
    }

    @Override
    public boolean hasNext() {
        try {
            while (cells.isEmpty()) {
                Result row = rows.next();
                if (row == null) {
                    return false;
                }
                cells.addAll(row.listCells());
            }
            return true;
        } catch (IOException e) {
            throw cannotScan(name, e);
        }
    }

    @Override
    public ProfileEntry next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the range has no more cells");
        }
        Cell cell = cells.remove();
        Topic topic = CellUtil.matchingFamily(cell, ProfileTable.TRAITS) ? Topic.TRAIT : Topic.CONSENT;
        byte[] row = CellUtil.cloneRow(cell);
        return new ProfileEntry(
                new CustomerKey(new String(row, RowHash.LENGTH, row.length - RowHash.LENGTH, StandardCharsets.UTF_8)),
                topic,
                new String(CellUtil.cloneQualifier(cell), StandardCharsets.UTF_8),
                said(topic, cell));
    }

    @Override
    public void close() {
        rows.close();
        HBase.close(connection);
    }

    /** What cannot be read is a difference to report, not a reason to stop. */
    private static Statement said(Topic topic, Cell cell) {
        try {
            return StatementCells.decode(topic, cell);
        } catch (CrmException e) {
            return null;
        }
    }

    private static CrmException cannotScan(TableName name, IOException e) {
        return new CrmException(
                Kind.EXTERNAL,
                "Cannot scan " + name + ": " + HBase.reason(e)
                        + ". Check that HBase runs and that the tenant was initialised.",
                e);
    }
}
