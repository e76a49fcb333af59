package org.crmlake.hbase;

import java.io.IOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Tenant;

/**
 * All cells of a range of a tenant's timeline in the order of their row keys, streamed: memory does not grow with the range. A
 * Spark task opens one for its region; a {@link PortableConfiguration} carries the configuration there.
 */
public final class TimelineScan implements Iterator<TimelineCell>, AutoCloseable {
    private static final int ROWS_A_CALL = 2_000;

    private final TableName name;
    private final Connection connection;
    private final Table table;
    private final ResultScanner rows;
    private Result next;

    private TimelineScan(TableName name, Connection connection, Table table, ResultScanner rows) {
        this.name = name;
        this.connection = connection;
        this.table = table;
        this.rows = rows;
    }

    /**
     * Starts a scan of the rows of {@code [start, stop)}; an empty array is the end of the table on its side.
     *
     * @throws CrmException if HBase does not answer
     */
    public static TimelineScan open(Configuration configuration, Tenant tenant, byte[] start, byte[] stop) {
        TableName name = TimelineTable.name(tenant);
        Connection connection = HBase.connect(configuration);
        try {
            Table table = connection.getTable(name);
            Scan scan = new Scan()
                    .withStartRow(start)
                    .withStopRow(stop)
                    .addFamily(TimelineTable.FAMILY)
                    .setCaching(ROWS_A_CALL)
                    // A full scan would push everything else out of the cache and is not soon repeated.
                    .setCacheBlocks(false);
            return new TimelineScan(name, connection, table, table.getScanner(scan));
        } catch (IOException e) {
            HBase.close(connection);
            throw cannotScan(name, e);
        }
    }

    @Override
    public boolean hasNext() {
        if (next == null) {
            try {
                next = rows.next();
            } catch (IOException e) {
                throw cannotScan(name, e);
            }
        }
        return next != null;
    }

    @Override
    public TimelineCell next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Result row = next;
        next = null;
        return new TimelineCell(row.getRow(), row.rawCells()[0].getTimestamp(), row.value());
    }

    @Override
    public void close() {
        rows.close();
        try {
            table.close();
        } catch (IOException e) {
            throw cannotScan(name, e);
        } finally {
            HBase.close(connection);
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
