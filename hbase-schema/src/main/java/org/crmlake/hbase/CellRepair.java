package org.crmlake.hbase;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.CheckAndMutate;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.RegionLocator;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.Table;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/** Single cells of one table: read, removed if they are still what was read, and written. */
final class CellRepair implements AutoCloseable {
    /** A cell may have megabytes, so not too many at once. */
    static final int ROWS_A_CALL = 100;

    private final TableName name;
    private final Connection connection;

    CellRepair(Configuration configuration, TableName name) {
        this.name = name;
        this.connection = HBase.connect(configuration);
    }

    Result[] read(List<Get> rows) {
        try (Table table = connection.getTable(name)) {
            return table.get(rows);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    Result read(Get row) {
        return read(List.of(row))[0];
    }

    /** Removes this very cell. Returns false, and leaves all as it is, if its row says something else by now. */
    boolean remove(Cell cell) {
        byte[] row = CellUtil.cloneRow(cell);
        byte[] family = CellUtil.cloneFamily(cell);
        byte[] qualifier = CellUtil.cloneQualifier(cell);
        // Only of this timestamp: a mark for all older ones would hide what is written with its own time.
        Delete delete = new Delete(row).addColumn(family, qualifier, cell.getTimestamp());
        try (Table table = connection.getTable(name)) {
            return table.checkAndMutate(CheckAndMutate.newBuilder(row)
                            .ifEquals(family, qualifier, CellUtil.cloneValue(cell))
                            .build(delete))
                    .isSuccess();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    void write(List<Put> rows) {
        try (Table table = connection.getTable(name)) {
            table.put(rows);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Returns the encoded name of the region that a row is in. */
    String region(byte[] row) {
        try (RegionLocator regions = connection.getRegionLocator(name)) {
            return regions.getRegionLocation(row).getRegion().getEncodedName();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    @Override
    public void close() {
        HBase.close(connection);
    }

    private CrmException failure(IOException e) {
        return new CrmException(
                Kind.EXTERNAL,
                "Cannot repair " + name + ": " + HBase.reason(e)
                        + ". Check that HBase runs, and run the command again.",
                e);
    }
}
