package org.crmlake.hbase;

import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;

/**
 * The one place where connections to HBase begin and end. Those who connect with the same settings share a connection, which ends with
 * the last of them: each has threads of its own, and has to ask anew where the regions are.
 */
final class HBase {
    private static final List<String> OF_A_CONNECTION = List.of("hbase.", "zookeeper.", "hadoop.security.");
    private static final Map<Map<String, String>, Shared> OPEN = new HashMap<>();

    private static final class Shared {
        private final Connection connection;
        private int users;

        private Shared(Connection connection) {
            this.connection = connection;
        }
    }

    private HBase() {}

    /** Returns a connection that has to be given back to {@link #close}. */
    static Connection connect(Configuration configuration) {
        Map<String, String> settings = settings(configuration);
        synchronized (OPEN) {
            Shared shared = OPEN.get(settings);
            if (shared == null || shared.connection.isClosed()) {
                shared = new Shared(open(configuration));
                OPEN.put(settings, shared);
            }
            shared.users++;
            return shared.connection;
        }
    }

    static void close(Connection connection) {
        synchronized (OPEN) {
            Iterator<Shared> all = OPEN.values().iterator();
            while (all.hasNext()) {
                Shared shared = all.next();
                if (shared.connection == connection) {
                    shared.users--;
                    if (shared.users > 0) {
                        return;
                    }
                    all.remove();
                }
            }
        }
        try {
            connection.close();
        } catch (IOException e) {
            throw new CrmException(
                    Kind.EXTERNAL,
                    "Cannot close the connection to HBase: " + HBase.reason(e) + ". Run the command again.",
                    e);
        }
    }

    private static Connection open(Configuration configuration) {
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

    private static Map<String, String> settings(Configuration configuration) {
        Map<String, String> settings = new HashMap<>();
        configuration.forEach(entry -> {
            if (OF_A_CONNECTION.stream().anyMatch(entry.getKey()::startsWith)) {
                settings.put(entry.getKey(), entry.getValue());
            }
        });
        return settings;
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
