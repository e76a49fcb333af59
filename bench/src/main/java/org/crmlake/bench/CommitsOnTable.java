package org.crmlake.bench;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.Table;
import org.crmlake.lake.CommitHistory;
import org.crmlake.lake.CommittedBatch;
import org.crmlake.lake.CommittedBatches;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.ExpiredCommitsTable;
import org.crmlake.lake.FencedTable;
import org.crmlake.lake.LakeCatalog;
import org.crmlake.lake.LakeSettings;
import org.crmlake.lake.LakeTable;
import org.crmlake.model.Tenant;

/** Commits to the table of events as a stream makes them, without the events: the data file that each names is not there. */
final class CommitsOnTable {
    private static final String SOURCE = "web";
    private static final double NANOS = 1e9;

    private final LakeCatalog catalog;
    private final Clock clock = Clock.systemUTC();

    private CommitsOnTable(URI folder) {
        Configuration hadoop = new Configuration();
        hadoop.set("fs.file.impl", PlainDisk.class.getName());
        catalog = LakeCatalog.open(LakeSettings.inFolder(folder), hadoop);
        catalog.createAndVerify(Tenant.DEFAULT);
    }

    /** {@code FOLDER NUMBER}: where the tables are made, and how many commits. */
    public static void main(String[] arguments) {
        new CommitsOnTable(Path.of(arguments[0]).toUri())
                .run(Integer.parseInt(arguments[1]), new CommitPeriods("file", System.out));
    }

    private void run(int commits, CommitPeriods periods) {
        periods.start();
        for (int i = 0; i < commits; i++) {
            long started = System.nanoTime();
            commit(i);
            periods.committed((System.nanoTime() - started) / NANOS);
        }
        Table events = table(EventsTable.TABLE);
        int found = new CommittedBatches(events, table(ExpiredCommitsTable.TABLE))
                .ids()
                .size();
        if (found != commits) {
            throw new IllegalStateException("Cannot use this run: of " + commits + " batches " + found + " are known.");
        }
    }

    private void commit(int number) {
        String batch = "b"
                + UUID.nameUUIDFromBytes(
                        new byte[] {(byte) (number >> 24), (byte) (number >> 16), (byte) (number >> 8), (byte) number});
        Table events = table(EventsTable.TABLE);
        CommitHistory.ofEvents(events, () -> table(ExpiredCommitsTable.TABLE)).shorten(clock.instant());
        FencedTable fenced = FencedTable.of(events, SOURCE);
        if (new CommittedBatches(fenced, table(ExpiredCommitsTable.TABLE))
                .find(batch)
                .isPresent()) {
            throw new IllegalStateException("Cannot use this run: batch " + batch + " is in already.");
        }
        AppendFiles append = fenced.newAppend().appendFile(file(number));
        new CommittedBatch(
                        batch,
                        SOURCE,
                        positions(number),
                        10,
                        10,
                        0,
                        0,
                        0,
                        new TreeSet<>(List.of(LocalDate.of(2026, 5, 1))))
                .summary()
                .forEach(append::set);
        append.set("spark.app.id", "local-1700000000000")
                .set("engine-name", "spark")
                .set("engine-version", "4.1.1")
                .commit();
    }

    /** As a topic of three partitions says them. */
    private static String positions(int number) {
        StringBuilder positions = new StringBuilder("kafka topic orders wJ3sQ1bPT0yNn2c6q0l9mA\n");
        for (int partition = 0; partition < 3; partition++) {
            long from = 1_000_000_000L + 3L * number;
            positions
                    .append(partition)
                    .append('\t')
                    .append(from)
                    .append('\t')
                    .append(from + 3)
                    .append('\n');
        }
        return positions.toString();
    }

    private DataFile file(int number) {
        Map<Integer, Long> counts = new TreeMap<>();
        for (int column = 1; column <= EventsTable.TABLE.columns().size(); column++) {
            counts.put(column, 10L);
        }
        return DataFiles.builder(EventsTable.TABLE.partitioning())
                .withPath("data/event_time_day=2026-05-01/00000-" + number
                        + "-4f2f5f5e-9f0e-4b40-9f5d-0f7a1f1f3c55-0-00001.parquet")
                .withPartitionPath("event_time_day=2026-05-01")
                .withFileSizeInBytes(9_000)
                .withMetrics(new Metrics(10L, counts, counts, counts, Map.of()))
                .build();
    }

    private Table table(LakeTable table) {
        return catalog.table(Tenant.DEFAULT, table);
    }
}
