package org.crmlake.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of {@link ExpiredCommitsTable}. Whoever looks for a batch opens them all, so that there must be few: as soon as
 * {@value #MERGED} are of about one size, one is made of them, and their number is that of the commits' logarithm.
 */
final class ExpiredCommitsFiles {
    /** So many of about one size become one. */
    private static final int MERGED = 8;
    /** Files of fewer rows are of one size: half of what {@link CommitHistory} lets there be. */
    private static final int SMALL = MERGED * CommitHistory.MOST / 2;

    private static final String IDS_OF_BLOOM_FILTER =
            TableProperties.PARQUET_BLOOM_FILTER_COLUMN_NDV_PREFIX + ExpiredCommitsTable.BATCH_ID;

    private static final Logger LOG = LoggerFactory.getLogger(ExpiredCommitsFiles.class);

    private final Table table;

    ExpiredCommitsFiles(Table table) {
        this.table = table;
    }

    /** Adds rows, in the order of the table, in one commit. */
    void append(List<Record> rows) {
        table.newAppend()
                .appendFile(write(List.of(CloseableIterable.withNoopClose(rows)), rows.size()))
                .commit();
    }

    /** Makes one of many, in one commit for each size. If others change the same files, it is left to the next time. */
    void merge() {
        for (List<DataFile> files : bySize().values()) {
            if (files.size() < MERGED) {
                continue;
            }
            // Whoever wrote one did so before it wrote the next.
            files.sort((one, other) -> Long.compare(one.fileSequenceNumber(), other.fileSequenceNumber()));
            DataFile merged = write(
                    files.stream().map(this::read).toList(),
                    files.stream().mapToLong(DataFile::recordCount).sum());
            RewriteFiles rewrite = table.newRewrite()
                    .validateFromSnapshot(table.currentSnapshot().snapshotId());
            files.forEach(rewrite::deleteFile);
            try {
                rewrite.addFile(merged).commit();
            } catch (CommitFailedException | CommitStateUnknownException | ValidationException e) {
                LOG.warn(
                        "Cannot bring files of table {} together now: {}. The next expiry tries again.",
                        table.name(),
                        e.toString());
                return;
            }
        }
    }

    private Map<Integer, List<DataFile>> bySize() {
        Map<Integer, List<DataFile>> files = new TreeMap<>();
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            for (FileScanTask task : tasks) {
                if (task.deletes().isEmpty()) {
                    files.computeIfAbsent(sizeOf(task.file().recordCount()), size -> new ArrayList<>())
                            .add(task.file());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    private static int sizeOf(long rows) {
        int size = 0;
        for (long limit = SMALL; rows >= limit; limit *= MERGED) {
            size++;
        }
        return size;
    }

    private CloseableIterable<Record> read(DataFile file) {
        return Parquet.read(table.io().newInputFile(file.location()))
                .project(table.schema())
                .createReaderFunc(in -> GenericParquetReaders.buildReader(table.schema(), in))
                .build();
    }

    /** The Bloom filter is read by every batch, and has a megabyte unless it is told for how many ids it is. */
    private DataFile write(List<CloseableIterable<Record>> rows, long number) {
        String name = "expired-" + UUID.randomUUID() + ".parquet";
        try {
            DataWriter<Record> writer = Parquet.writeData(
                            table.io().newOutputFile(table.locationProvider().newDataLocation(name)))
                    .forTable(table)
                    .set(IDS_OF_BLOOM_FILTER, Long.toString(number))
                    .createWriterFunc(GenericParquetWriter::create)
                    .build();
            try (writer;
                    CloseableIterable<Record> all = CloseableIterable.concat(rows)) {
                all.forEach(writer::write);
            }
            return writer.toDataFile();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
