package org.crmlake.hbase;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;

/** The one place where connections to HBase begin and end. */
final class HBase {
    private HBase() {}

    static Connection connect(Configuration configuration) {
        try {
            return ConnectionFactory.createConnection(configuration);
        } catch (IOException e) {
            throw new CrmException(
                    Kind.EXTERNAL,
                    "Cannot connect to HBase at " + address(configuration) + ": " + HBase.reason(e)
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
                    "Cannot close the connection to HBase: " + HBase.reason(e) + ". Run the command again.",
                    e);
        }
    }

    /** Returns what an exception says as part of a sentence: HBase's messages run over many lines. */
    static String reason(Exception e) {
        String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        String firstLine = text.lines().findFirst().orElse("");
        return Printable.of(firstLine.endsWith(".") ? firstLine.substring(0, firstLine.length() - 1) : firstLine, 300);
    }

    /** Returns where HBase is looked for, for messages. */
    static String address(Configuration configuration) {
        return configuration.get("hbase.zookeeper.quorum", "localhost") + ":"
                + configuration.get("hbase.zookeeper.property.clientPort", "2181");
    }
}
