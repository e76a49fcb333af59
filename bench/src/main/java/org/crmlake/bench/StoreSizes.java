package org.crmlake.bench;

import java.io.IOException;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.CompactionState;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;

/** Prints how many bytes a tenant's events take in each store, as JSON; replicas are not counted. */
final class StoreSizes {
    private static final long LOOK_MILLIS = 100;
    private static final Duration QUEUED = Duration.ofSeconds(3);

    private StoreSizes() {}

    /** {@code CONF-FOLDER TENANT PLAIN-PARQUET}. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Configuration conf = ClusterSpark.hbase(arguments[0]);
        String namespace = "crm_" + arguments[1];
        TableName timeline = TableName.valueOf(namespace, "timeline");
        try (Connection connection = ConnectionFactory.createConnection(conf);
                Admin admin = connection.getAdmin()) {
            compact(admin, timeline);
        }
        FileSystem files = FileSystem.get(conf);
        String hbase = conf.get("hbase.rootdir") + "/data/" + namespace + "/timeline";
        String lake = conf.get("fs.defaultFS") + "/crmlake/warehouse/" + namespace + "/events";
        System.out.printf(
                "{\"lake\": %d, \"lake_metadata\": %d, \"timeline\": %d, \"plain\": %d}%n",
                bytes(files, lake + "/data"),
                bytes(files, lake + "/metadata"),
                bytes(files, hbase),
                bytes(files, conf.get("fs.defaultFS") + arguments[2]));
    }

    /** Disabled, the table has let go of the files that the compaction replaced; else they would be counted for minutes. */
    private static void compact(Admin admin, TableName table) throws IOException, InterruptedException {
        admin.flush(table);
        admin.majorCompact(table);
        // The request is queued, so that nothing is compacted yet when it returns; and a table with nothing to do never
        // is.
        long begun = System.nanoTime() + QUEUED.toNanos();
        while (System.nanoTime() < begun || admin.getCompactionState(table) != CompactionState.NONE) {
            Thread.sleep(LOOK_MILLIS);
        }
        admin.disableTable(table);
        admin.enableTable(table);
    }

    private static long bytes(FileSystem files, String path) throws IOException {
        return files.getContentSummary(new org.apache.hadoop.fs.Path(path)).getLength();
    }
}
