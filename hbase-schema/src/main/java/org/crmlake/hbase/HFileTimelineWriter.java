package org.crmlake.hbase;

import java.io.IOException;
import java.time.Instant;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.io.compress.Compression;
import org.apache.hadoop.hbase.io.hfile.CacheConfig;
import org.apache.hadoop.hbase.io.hfile.HFileContext;
import org.apache.hadoop.hbase.io.hfile.HFileContextBuilder;
import org.apache.hadoop.hbase.regionserver.HStoreFile;
import org.apache.hadoop.hbase.regionserver.StoreFileWriter;
import org.apache.hadoop.hbase.regionserver.StoreUtils;
import org.apache.hadoop.hbase.util.Bytes;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/**
 * Writes one HFile of {@code timeline} for {@link TimelineBulkLoad}, with the attributes of the table's family, from inside a
 * Spark task or anywhere else. The codec is that of the table as it is, and not as we define it.
 *
 * <p>The file comes to {@code <staging>/e/<name>} when {@link #finish()} is called and not before: a task that dies leaves
 * nothing that could be loaded, and of two attempts at one task the first to finish wins. No cells, no file.
 *
 * <pre>{@code
 * try (HFileTimelineWriter writer = HFileTimelineWriter.create(configuration, staging, "part-00007", compression)) {
 *     cells.forEachRemaining(cell -> writer.append(cell.rowKey(), cell.timestamp(), cell.value()));
 *     writer.finish(now);
 * }
 * }</pre>
 */
public final class HFileTimelineWriter implements AutoCloseable {
    /** Where files are written; bulk load looks only into the folders of families. */
    static final String UNFINISHED = "_unfinished";

    private final Configuration configuration;
    private final Path target;
    private final Path unfinished;
    private final Compression.Algorithm compression;
    private StoreFileWriter file;
    private byte[] lastRow = new byte[0];
    private long cells;
    private boolean finished;

    private HFileTimelineWriter(
            Configuration configuration, Path target, Path unfinished, Compression.Algorithm compression) {
        this.configuration = configuration;
        this.target = target;
        this.unfinished = unfinished;
        this.compression = compression;
    }

    /**
     * Starts a file.
     *
     * @param staging the folder of one bulk load, on the file system that HBase uses, so that loading moves and copies nothing
     * @param name the file's name: letters, digits and {@code -}; the same for all attempts at the same cells
     * @param compression that of the table ({@link TimelineBulkLoad#compression}): its servers need not know another
     */
    public static HFileTimelineWriter create(
            Configuration configuration, Path staging, String name, Compression.Algorithm compression) {
        return new HFileTimelineWriter(
                configuration,
                new Path(TimelineBulkLoad.familyFolder(staging), name),
                new Path(new Path(staging, UNFINISHED), name + "-" + UUID.randomUUID()),
                compression);
    }

    /**
     * Appends a cell. Cells come in the order of their row keys; a key that comes twice in a row is written once.
     *
     * @throws CrmException if the row key sorts before the one before, or the file cannot be written
     */
    public void append(byte[] rowKey, long timestamp, byte[] value) {
        int order = Bytes.compareTo(lastRow, rowKey);
        if (order == 0) {
            return;
        }
        if (order > 0) {
            throw new CrmException(
                    Kind.INTERNAL,
                    "Cannot write HFile " + target + ": row " + Bytes.toHex(rowKey) + " comes after row "
                            + Bytes.toHex(lastRow) + ". Sort the cells by row key.");
        }
        try {
            if (file == null) {
                file = open();
            }
            file.append(new KeyValue(rowKey, TimelineTable.FAMILY, TimelineTable.QUALIFIER, timestamp, value));
        } catch (IOException e) {
            throw cannotWrite(e);
        }
        lastRow = rowKey;
        cells++;
    }

    /** Returns how many cells were appended. */
    public long cells() {
        return cells;
    }

    /**
     * Completes the file and puts it where bulk load finds it.
     *
     * @param now the time that HBase keeps as the file's bulk-load time
     */
    public void finish(Instant now) {
        finished = true;
        if (file == null) {
            return;
        }
        try {
            file.appendFileInfo(HStoreFile.BULKLOAD_TIME_KEY, Bytes.toBytes(now.toEpochMilli()));
            file.appendFileInfo(HStoreFile.BULKLOAD_TASK_KEY, Bytes.toBytes(target.getName()));
            // It was not made by a compaction, and compactions shall take it like any other file.
            file.appendFileInfo(HStoreFile.MAJOR_COMPACTION_KEY, Bytes.toBytes(false));
            file.appendFileInfo(HStoreFile.EXCLUDE_FROM_MINOR_COMPACTION_KEY, Bytes.toBytes(false));
            file.appendTrackedTimestampsToMetadata();
            file.close();
            FileSystem fileSystem = target.getFileSystem(configuration);
            fileSystem.mkdirs(target.getParent());
            if (!fileSystem.rename(unfinished, target)) {
                // Another attempt at the same cells was first, or else the file is lost and that is an error.
                boolean done = fileSystem.exists(target);
                fileSystem.delete(unfinished, false);
                if (!done) {
                    throw new IOException("the finished file could not be renamed from " + unfinished);
                }
            }
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    /** Drops the file unless it is finished. */
    @Override
    public void close() {
        if (finished || file == null) {
            return;
        }
        try {
            file.close();
            target.getFileSystem(configuration).delete(unfinished, false);
        } catch (IOException e) {
            throw new CrmException(
                    Kind.EXTERNAL,
                    "Cannot remove unfinished HFile " + unfinished + ": " + HBase.reason(e)
                            + ". Remove it by hand; it is never loaded.",
                    e);
        }
    }

    /** Makes this process fit to write HFiles and to read them, whether or not it has done so before. */
    static void prepareProcess(Configuration configuration) {
        HFileMetrics.leaveOutIfApart();
        Zstandard.load(configuration);
    }

    private StoreFileWriter open() throws IOException {
        prepareProcess(configuration);
        ColumnFamilyDescriptor family = TimelineTable.family();
        HFileContext context = new HFileContextBuilder()
                .withCompression(compression)
                .withDataBlockEncoding(family.getDataBlockEncoding())
                .withBlockSize(family.getBlocksize())
                .withChecksumType(StoreUtils.getChecksumType(configuration))
                .withBytesPerCheckSum(StoreUtils.getBytesPerChecksum(configuration))
                .withColumnFamily(family.getName())
                .withIncludesMvcc(true)
                .build();
        // The writer takes the length of the bloom filter's prefixes from here.
        Configuration ofFamily = new Configuration(configuration);
        family.getConfiguration().forEach(ofFamily::set);
        return new StoreFileWriter.Builder(ofFamily, CacheConfig.DISABLED, unfinished.getFileSystem(configuration))
                .withFilePath(unfinished)
                .withBloomType(family.getBloomFilterType())
                .withFileContext(context)
                .build();
    }

    private CrmException cannotWrite(IOException e) {
        return new CrmException(
                Kind.EXTERNAL,
                "Cannot write HFile " + target + ": " + HBase.reason(e)
                        + ". Check the file system and run the command again.",
                e);
    }
}
