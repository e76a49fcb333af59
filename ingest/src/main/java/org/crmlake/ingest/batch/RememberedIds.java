package org.crmlake.ingest.batch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.unsafe.Platform;
import org.crmlake.ingest.source.InternalRows;
import org.crmlake.lake.EventsTable;

/**
 * The hashes of the ids in the files of the lake that a stream compares its batches with. A data file never changes, so it is read once
 * and not again for each batch. What was remembered of files that are gone is kept: it may raise a suspicion, which is then looked at
 * closely, and never hides one.
 */
final class RememberedIds {
    /** 128 MB; more than this is looked through batch by batch. */
    private static final long MOST = 16_000_000;
    /** Files with more events are read by tasks. */
    private static final long FEW = 200_000;
    /** The seed of Spark's {@code xxhash64}. */
    private static final long SEED = 42;

    private final long most;
    private final Set<String> files = new HashSet<>();
    private final LongRuns ids = new LongRuns();
    private boolean asked;

    RememberedIds() {
        this(MOST);
    }

    RememberedIds(long most) {
        this.most = most;
    }

    /**
     * Returns which of {@code idHashes} are in the files that may have rows for {@code where}, and perhaps some that are in others;
     * empty if that is not remembered: when it is asked for the first time, because a batch alone is better served by one look at what
     * is stored, and where too much is stored.
     *
     * @param events opened before {@code hashes} are read
     * @param hashes of the ids of all rows that fulfil {@code where}; files have either all or none of them
     */
    Optional<List<Long>> among(long[] idHashes, Table events, Expression where, Supplier<Dataset<Row>> hashes) {
        if (!asked) {
            asked = true;
            return Optional.empty();
        }
        try {
            List<DataFile> near = files(events, where);
            if (records(near) > most) {
                forget();
                return Optional.empty();
            }
            readUp(events, near, hashes);
        } catch (IOException | UncheckedIOException e) {
            // What cannot be read here, cannot be read by Spark either, which says it best.
            forget();
            return Optional.empty();
        }
        return Optional.of(
                Arrays.stream(idHashes).distinct().filter(ids::contains).boxed().toList());
    }

    private void readUp(Table events, List<DataFile> near, Supplier<Dataset<Row>> hashes) throws IOException {
        List<DataFile> unread = unread(near);
        if (ids.size() + records(unread) > most) {
            forget();
            unread = near;
        }
        if (records(unread) > FEW) {
            forget();
            InternalRows.rdd(hashes.get())
                    .mapPartitions(RememberedIds::sorted)
                    .collect()
                    .forEach(ids::add);
        } else {
            for (DataFile file : unread) {
                ids.add(read(events, file));
            }
        }
        near.forEach(file -> files.add(file.location()));
    }

    private void forget() {
        files.clear();
        ids.clear();
    }

    private List<DataFile> unread(List<DataFile> near) {
        return near.stream().filter(file -> !files.contains(file.location())).toList();
    }

    private static long records(List<DataFile> files) {
        return files.stream().mapToLong(DataFile::recordCount).sum();
    }

    private static List<DataFile> files(Table events, Expression where) throws IOException {
        List<DataFile> files = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks =
                events.newScan().filter(where).planFiles()) {
            tasks.forEach(task -> files.add(task.file()));
        }
        return files;
    }

    private static Iterator<long[]> sorted(Iterator<InternalRow> hashes) {
        LongStream.Builder all = LongStream.builder();
        hashes.forEachRemaining(row -> all.add(row.getLong(0)));
        return List.of(all.build().sorted().toArray()).iterator();
    }

    private static long[] read(Table events, DataFile file) throws IOException {
        Schema id = events.schema().select(EventsTable.EVENT_ID);
        LongStream.Builder hashes = LongStream.builder();
        try (CloseableIterable<Record> rows = Parquet.read(events.io().newInputFile(file))
                .project(id)
                .createReaderFunc(written -> GenericParquetReaders.buildReader(id, written))
                .build()) {
            rows.forEach(row -> hashes.add(hash((String) row.get(0))));
        }
        return hashes.build().sorted().toArray();
    }

    /** Returns what {@link CandidateIndex#idHash} has Spark work out. */
    static long hash(String id) {
        byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
        return XXH64.hashUnsafeBytes(bytes, Platform.BYTE_ARRAY_OFFSET, bytes.length, SEED);
    }
}
