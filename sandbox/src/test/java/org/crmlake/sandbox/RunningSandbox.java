package org.crmlake.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;

/** A sandbox in a JVM of its own, and one table in it that holds nothing but row keys. */
record RunningSandbox(SandboxHome home, SandboxControl control) implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final TableName TABLE = TableName.valueOf("rows");
    private static final byte[] FAMILY = "f".getBytes(UTF_8);

    static RunningSandbox start(Path folder) {
        SandboxHome home = new SandboxHome(folder);
        RunningSandbox sandbox =
                new RunningSandbox(home, new SandboxControl(home, SandboxLaunch.of(System.getProperties())));
        sandbox.start();
        return sandbox;
    }

    SandboxStatus start() {
        return control.start(PATIENCE);
    }

    SandboxStatus stop() {
        return control.stop(PATIENCE);
    }

    /** Ends the server process as the system does when memory runs out: without a word. */
    void kill() {
        ProcessHandle server = ProcessHandle.of(control.status().processId()).orElseThrow();
        server.destroyForcibly();
        server.onExit().join();
    }

    Configuration configuration() {
        Configuration configuration = HBaseConfiguration.create();
        for (String name : new String[] {"core-site.xml", "hdfs-site.xml", "hbase-site.xml"}) {
            configuration.addResource(
                    new org.apache.hadoop.fs.Path(home.conf().resolve(name).toUri()));
        }
        return configuration;
    }

    void createTable() throws IOException {
        try (Connection connection = ConnectionFactory.createConnection(configuration());
                Admin admin = connection.getAdmin()) {
            admin.createTable(TableDescriptorBuilder.newBuilder(TABLE)
                    .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
                    .build());
        }
    }

    /** Puts one row after another and notes each that HBase acknowledged, until a put fails. */
    void putUntilFailure(SortedSet<String> acknowledged) {
        Configuration impatient = configuration();
        impatient.setInt("hbase.client.retries.number", 1);
        try (Connection connection = ConnectionFactory.createConnection(impatient);
                Table table = connection.getTable(TABLE)) {
            for (int i = 0; true; i++) {
                String row = String.format("row-%08d", i);
                table.put(new Put(row.getBytes(UTF_8)).addColumn(FAMILY, null, row.getBytes(UTF_8)));
                acknowledged.add(row);
            }
        } catch (IOException e) {
            // The server is gone: what was noted until now is what it promised to keep.
            return;
        }
    }

    void put(String row) throws IOException {
        try (Connection connection = ConnectionFactory.createConnection(configuration());
                Table table = connection.getTable(TABLE)) {
            table.put(new Put(row.getBytes(UTF_8)).addColumn(FAMILY, null, row.getBytes(UTF_8)));
        }
    }

    SortedSet<String> rows() throws IOException {
        SortedSet<String> rows = new TreeSet<>();
        try (Connection connection = ConnectionFactory.createConnection(configuration());
                Table table = connection.getTable(TABLE);
                ResultScanner results = table.getScanner(new Scan())) {
            for (Result result : results) {
                rows.add(new String(result.getRow(), UTF_8));
            }
        }
        return rows;
    }

    @Override
    public void close() {
        stop();
    }
}
