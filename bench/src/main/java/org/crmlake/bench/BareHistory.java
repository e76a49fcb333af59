package org.crmlake.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.util.Bytes;
import org.crmlake.hbase.HBaseSettings;
import org.crmlake.hbase.TimelineRowKey;
import org.crmlake.model.CustomerKey;

/** HBase's client and nothing else: connects, scans the first rows of a customer, writes their bytes as text. No history costs less. */
final class BareHistory {
    private BareHistory() {}

    /** {@code CONF-FOLDER TABLE CUSTOMER ROWS}; prints a line a row. */
    public static void main(String[] arguments) throws IOException {
        Configuration configuration = HBaseConfiguration.create();
        for (String file : new String[] {"core-site.xml", "hbase-site.xml"}) {
            configuration.addResource(
                    new org.apache.hadoop.fs.Path(Path.of(arguments[0], file).toUri()));
        }
        HBaseSettings.withoutEventLoops(configuration);
        Scan scan = new Scan()
                .setStartStopRowForPrefixScan(TimelineRowKey.customerPrefix(new CustomerKey(arguments[2])))
                .setLimit(Integer.parseInt(arguments[3]));
        StringBuilder text = new StringBuilder();
        try (Connection connection = ConnectionFactory.createConnection(configuration);
                Table timeline = connection.getTable(TableName.valueOf(arguments[1]));
                ResultScanner rows = timeline.getScanner(scan)) {
            for (Result row : rows) {
                text.append(Bytes.toStringBinary(row.value())).append('\n');
            }
        }
        System.out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        System.out.flush();
        System.exit(0);
    }
}
