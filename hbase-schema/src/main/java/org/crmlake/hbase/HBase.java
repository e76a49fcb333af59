package org.crmlake.hbase;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/** The one place where connections to HBase begin and end. */
final class HBase {
    private HBase() {}

    static Connection connect(Configuration configuration) {
        try {
            return ConnectionFactory.createConnection(configuration);
        } catch (IOException e) {
            throw new CrmException(
                    Kind.EXTERNAL,
                    "Cannot connect to HBase at " + address(configuration) + ": " + e.getMessage()
                            + ". Check that it runs ('crmlake sandbox status').",
                    e);
        }
    }

    static void close(Connection connection) {
        try {
            connection.close();
        } catch (IOException e) {
            throw new CrmException(
                    Kind.EXTERNAL,
                    "Cannot close the connection to HBase: " + e.getMessage() + ". Run the command again.",
                    e);
        }
    }

    /** Returns where HBase is looked for, for messages. */
    static String address(Configuration configuration) {
        return configuration.get("hbase.zookeeper.quorum", "localhost") + ":"
                + configuration.get("hbase.zookeeper.property.clientPort", "2181");
    }
}
