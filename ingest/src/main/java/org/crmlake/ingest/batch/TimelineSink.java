package org.crmlake.ingest.batch;

import static org.apache.spark.sql.functions.col;

import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.io.compress.Compression;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.util.SerializableConfiguration;
import org.crmlake.hbase.BulkLoadStaging;
import org.crmlake.hbase.HFileTimelineWriter;
import org.crmlake.hbase.TimelineBulkLoad;
import org.crmlake.hbase.TimelineCell;
import org.crmlake.hbase.TimelineStore;
import org.crmlake.ingest.decode.Candidates;
import org.crmlake.ingest.source.InternalRows;
import org.crmlake.model.CrmException;
import org.crmlake.model.Tenant;

/**
 * Writes the events of a batch into the timeline, and what they say of customers into the profiles. Repeating it changes nothing: keys
 * and cells come from the events alone.
 */
final class TimelineSink {
    /** Where the counts of a task are. */
    private static final int CELLS = 0;

    private static final int STATEMENTS = 1;

    private final Configuration conf;
    private final Tenant tenant;
    private final String batchId;
    private final BulkLoadStaging staging;

    TimelineSink(Configuration conf, Tenant tenant, String batchId) {
        this.conf = conf;
        this.tenant = tenant;
        this.batchId = batchId;
        this.staging = new BulkLoadStaging(conf, tenant);
    }

    /** Puts {@code events} row by row and returns how many they were. */
    long put(Dataset<Row> events) {
        SerializableConfiguration settings = new SerializableConfiguration(conf);
        Tenant into = tenant;
        String batch = batchId;
        return InternalRows.rdd(columns(events))
                .mapPartitions(rows ->
                        List.of(putAll(settings.value(), into, batch, rows)).iterator())
                .collect()
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /**
     * Files of one attempt, which wait to be loaded.
     *
     * @param folder where they are
     * @param cells how many they have
     * @param statements how many of the events say something of their customer
     */
    record Staged(Path folder, long cells, long statements) {}

    /** Writes {@code events}, which are partitioned by region, as one file a region into a folder that nobody else looks into. */
    Staged writeFiles(Dataset<Row> events, Instant now) {
        Path folder = staging.newAttempt(batchId);
        SerializableConfiguration settings = new SerializableConfiguration(conf);
        String into = folder.toString();
        String batch = batchId;
        Compression.Algorithm compression = TimelineBulkLoad.compression(conf, tenant);
        return orNone(folder, () -> {
            List<long[]> counts = InternalRows.rdd(columns(events).sortWithinPartitions(Candidates.ROW_KEY))
                    .mapPartitionsWithIndex(
                            (region, rows) -> List.of(
                                            writeFile(settings.value(), into, compression, batch, region, rows, now))
                                    .iterator(),
                            true)
                    .collect();
            return new Staged(folder, total(counts, CELLS), total(counts, STATEMENTS));
        });
    }

    /** Hands the files over to HBase, and then writes into the profiles what {@code events}, the same as before, say. */
    void load(Staged files, Dataset<Row> events) {
        orNone(files.folder(), () -> TimelineBulkLoad.load(conf, tenant, files.folder(), files.cells()));
        staging.remove(files.folder());
        if (files.statements() > 0) {
            SerializableConfiguration settings = new SerializableConfiguration(conf);
            Tenant into = tenant;
            InternalRows.rdd(columns(events)).foreachPartition(rows -> {
                try (StatementSink statements = new StatementSink(settings.value(), into)) {
                    rows.forEachRemaining(statements::look);
                    statements.flush();
                }
            });
        }
    }

    /** A failure leaves no files behind; that they could not be removed is no news beside it. */
    private <T> T orNone(Path folder, Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            try {
                staging.remove(folder);
            } catch (CrmException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
    }

    private static long putAll(Configuration conf, Tenant tenant, String batchId, Iterator<InternalRow> rows) {
        TimelineCells cells = new TimelineCells(batchId);
        try (TimelineStore store = TimelineStore.open(conf, tenant);
                StatementSink statements = new StatementSink(conf, tenant)) {
            long written = store.put(new CellIterator(rows, cells, statements));
            statements.flush();
            return written;
        }
    }

    /** Returns how many cells were written, and how many of the events say something of their customer. */
    private static long[] writeFile(
            Configuration conf,
            String folder,
            Compression.Algorithm compression,
            String batchId,
            int region,
            Iterator<InternalRow> rows,
            Instant now) {
        TimelineCells cells = new TimelineCells(batchId);
        long statements = 0;
        try (HFileTimelineWriter file =
                HFileTimelineWriter.create(conf, new Path(folder), "region-" + region, compression)) {
            while (rows.hasNext()) {
                InternalRow row = rows.next();
                TimelineCell cell = cells.of(row);
                file.append(cell.rowKey(), cell.timestamp(), cell.value());
                statements += StatementSink.says(row) ? 1 : 0;
            }
            file.finish(now);
            return new long[] {file.cells(), statements};
        }
    }

    /** Makes cells of rows, and shows each row to the profiles. */
    private record CellIterator(Iterator<InternalRow> rows, TimelineCells cells, StatementSink statements)
            implements Iterator<TimelineCell> {
        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public TimelineCell next() {
            InternalRow row = rows.next();
            statements.look(row);
            return cells.of(row);
        }
    }

    private static Dataset<Row> columns(Dataset<Row> events) {
        return events.select(
                TimelineCells.COLUMNS.stream().map(name -> col(name)).toArray(Column[]::new));
    }

    private static long total(List<long[]> counts, int which) {
        return counts.stream().mapToLong(count -> count[which]).sum();
    }
}
