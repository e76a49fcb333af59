package org.crmlake.ingest.batch;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
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
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Tenant;

/**
 * Writes the events of a batch into the timeline, and what they say of customers into the profiles. Repeating it changes nothing: keys
 * and cells come from the events alone.
 */
final class TimelineSink {
    private final Configuration conf;
    private final Tenant tenant;
    private final String batchId;

    TimelineSink(Configuration conf, Tenant tenant, String batchId) {
        this.conf = conf;
        this.tenant = tenant;
        this.batchId = batchId;
    }

    /** Puts {@code events} row by row and returns how many they were. */
    long put(Dataset<Row> events) {
        SerializableConfiguration settings = new SerializableConfiguration(conf);
        Tenant into = tenant;
        String batch = batchId;
        return total(InternalRows.rdd(columns(events))
                .mapPartitions(rows ->
                        List.of(putAll(settings.value(), into, batch, rows)).iterator())
                .collect());
    }

    /** Writes {@code events}, which are partitioned by region, as one file a region into the staging folder and returns how many. */
    long writeFiles(Dataset<Row> events, Instant now) {
        deleteStaging();
        SerializableConfiguration settings = new SerializableConfiguration(conf);
        String staging = staging().toString();
        Tenant into = tenant;
        String batch = batchId;
        Compression.Algorithm compression = TimelineBulkLoad.compression(conf, tenant);
        return total(InternalRows.rdd(columns(events).sortWithinPartitions(Candidates.ROW_KEY))
                .mapPartitionsWithIndex(
                        (region, rows) -> List.of(writeFile(
                                        settings.value(), into, staging, compression, batch, region, rows, now))
                                .iterator(),
                        true)
                .collect());
    }

    /** Hands the files of the staging folder over to HBase. */
    void loadFiles() {
        TimelineBulkLoad.load(conf, tenant, staging());
        deleteStaging();
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

    private static long writeFile(
            Configuration conf,
            Tenant tenant,
            String staging,
            Compression.Algorithm compression,
            String batchId,
            int region,
            Iterator<InternalRow> rows,
            Instant now) {
        TimelineCells cells = new TimelineCells(batchId);
        try (HFileTimelineWriter file =
                        HFileTimelineWriter.create(conf, new Path(staging), "region-" + region, compression);
                StatementSink statements = new StatementSink(conf, tenant)) {
            Iterator<TimelineCell> all = new CellIterator(rows, cells, statements);
            while (all.hasNext()) {
                TimelineCell cell = all.next();
                file.append(cell.rowKey(), cell.timestamp(), cell.value());
            }
            file.finish(now);
            statements.flush();
            return file.cells();
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

    private static long total(List<Long> counts) {
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    /** Leftovers of an attempt that died would be loaded with the files of this one. */
    private void deleteStaging() {
        try {
            staging().getFileSystem(conf).delete(staging(), true);
        } catch (IOException e) {
            throw new CrmException(
                    Kind.EXTERNAL,
                    "Cannot clear staging folder " + staging() + ": " + e.getMessage()
                            + ". Check that the file system runs and may be written to.",
                    e);
        }
    }

    private Path staging() {
        return new BulkLoadStaging(conf, tenant).of(batchId);
    }
}
