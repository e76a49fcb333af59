package org.crmlake.hbase;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.client.Connection;

/** Keeps the connection to HBase while it is open, for all that connect with the same settings in this process. */
public final class HBaseSession implements AutoCloseable {
    private final Connection connection;

    private HBaseSession(Connection connection) {
        this.connection = connection;
    }

    /**
     * Connects.
     *
     * @throws org.crmlake.model.CrmException EXTERNAL if HBase does not answer
     */
    public static HBaseSession open(Configuration configuration) {
        return new HBaseSession(HBase.connect(configuration));
    }

    @Override
    public void close() {
        HBase.close(connection);
    }
}
