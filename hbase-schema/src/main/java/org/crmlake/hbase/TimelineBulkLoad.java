package org.crmlake.hbase;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.TableNotFoundException;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.RegionLocator;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.io.compress.Compression;
import org.apache.hadoop.hbase.io.hfile.CacheConfig;
import org.apache.hadoop.hbase.io.hfile.HFile;
import org.apache.hadoop.hbase.tool.BulkLoadHFiles;
import org.apache.hadoop.hbase.tool.BulkLoadHFiles.LoadQueueItem;
import org.apache.hadoop.hbase.util.Bytes;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Tenant;

/**
 * Hands HFiles of {@link HFileTimelineWriter} over to HBase. Loading the same cells again changes nothing that can be read:
 * they meet themselves under the same row, column and timestamp.
 */
public final class TimelineBulkLoad {
    private TimelineBulkLoad() {}

    /**
     * Loads all HFiles under {@code staging}, which are moved away by it.
     *
     * <p>The region servers take the files as the user who calls this, so the folder needs no rights for anybody else.
     *
     * @param cells how many cells were written there
     * @return how many files were loaded
     * @throws CrmException if the files have other than so many cells, or one could not be loaded; those that could are in the table,
     *     and loading all of them again is harmless
     */
    public static int load(Configuration configuration, Tenant tenant, Path staging, long cells) {
        try {
            // The files' own indexes are read here; on a cluster nobody has written a file in this process before.
            HFileTimelineWriter.prepareProcess(configuration);
            List<Path> files = files(configuration, staging);
            requireAll(cells, count(configuration, files));
            if (files.isEmpty()) {
                return 0;
            }
            Map<byte[], List<Path>> byFamily = new TreeMap<>(Bytes.BYTES_COMPARATOR);
            byFamily.put(TimelineTable.FAMILY, files);
            Configuration loading = new Configuration(configuration);
            // A missing table is an error, not a reason to make one without our attributes.
            loading.set(BulkLoadHFiles.CREATE_TABLE_CONF_KEY, "no");
            // A file that reaches over two regions is written anew by the loader, which takes the filter's length from
            // here.
            TimelineTable.family().getConfiguration().forEach(loading::set);
            // The writers decide how many files a region gets.
            loading.setInt(BulkLoadHFiles.MAX_FILES_PER_REGION_PER_FAMILY, Math.max(32, files.size()));
            Set<Path> loaded =
                    BulkLoadHFiles.create(loading).bulkLoad(TimelineTable.name(tenant), byFamily).keySet().stream()
                            .map(LoadQueueItem::getFilePath)
                            .collect(Collectors.toSet());
            requireLoaded(files, loaded);
            return files.size();
            // HBase's loader wraps what its threads met in the latter.
        } catch (IOException | IllegalStateException e) {
            throw new CrmException(
                    Kind.EXTERNAL,
                    "Cannot load HFiles of " + staging + " into " + TimelineTable.name(tenant) + ": " + HBase.reason(e)
                            + ". Check that HBase runs and the table exists, and run the command again.",
                    e);
        }
    }

    private static long count(Configuration configuration, List<Path> files) throws IOException {
        long cells = 0;
        for (Path file : files) {
            try (HFile.Reader reader = HFile.createReader(
                    file.getFileSystem(configuration), file, CacheConfig.DISABLED, true, configuration)) {
                cells += reader.getEntries();
            } catch (IllegalArgumentException e) {
                throw new IOException(file.getName() + " is no HFile", e);
            }
        }
        return cells;
    }

    private static void requireAll(long written, long found) throws IOException {
        if (written != found) {
            throw new IOException("of " + written + " cells that were written " + found
                    + " are there, so files were removed or added meanwhile");
        }
    }

    /** The loader leaves out a file that is gone, and says nothing. One that it has to cut it loads in two parts at least. */
    private static void requireLoaded(List<Path> files, Set<Path> loaded) throws IOException {
        long cut = files.stream().filter(file -> !loaded.contains(file)).count();
        if (loaded.size() < files.size() + cut) {
            throw new IOException("files were removed meanwhile");
        }
    }

    /**
     * Returns the start keys of the table's regions as they are now, in order; the first is empty.
     *
     * @throws CrmException if there is no such table, or HBase does not answer
     */
    public static byte[][] regionStartKeys(Configuration configuration, Tenant tenant) {
        Connection connection = HBase.connect(configuration);
        try (RegionLocator regions = connection.getRegionLocator(TimelineTable.name(tenant))) {
            byte[][] startKeys = regions.getStartKeys();
            if (startKeys.length == 0) {
                throw noSuchTable("find the regions of", tenant);
            }
            return startKeys;
        } catch (IOException e) {
            throw new CrmException(
                    Kind.EXTERNAL,
                    "Cannot find the regions of " + TimelineTable.name(tenant) + ": " + HBase.reason(e)
                            + ". Check that HBase runs and that the tenant was initialised.",
                    e);
        } finally {
            HBase.close(connection);
        }
    }

    /**
     * Returns how the table compresses its files. Not every table has what {@link TimelineTable} says: servers of an older one may not know
     * our codec, and a file that they cannot open takes its region out of service.
     *
     * @throws CrmException if there is no such table, or HBase does not answer
     */
    public static Compression.Algorithm compression(Configuration configuration, Tenant tenant) {
        Connection connection = HBase.connect(configuration);
        try (Table timeline = connection.getTable(TimelineTable.name(tenant))) {
            return timeline.getDescriptor()
                    .getColumnFamily(TimelineTable.FAMILY)
                    .getCompressionType();
        } catch (TableNotFoundException e) {
            throw noSuchTable("look at", tenant);
        } catch (IOException e) {
            throw new CrmException(
                    Kind.EXTERNAL,
                    "Cannot look at " + TimelineTable.name(tenant) + ": " + HBase.reason(e)
                            + ". Check that HBase runs and that the tenant was initialised.",
                    e);
        } finally {
            HBase.close(connection);
        }
    }

    /**
     * Returns the position in {@code startKeys} of the region that a row belongs to. A file must not reach over the end of a
     * region, or HBase has to rewrite it.
     */
    public static int regionOf(byte[][] startKeys, byte[] rowKey) {
        int found = Arrays.binarySearch(startKeys, rowKey, Bytes.BYTES_COMPARATOR);
        return found >= 0 ? found : -found - 2;
    }

    /** Returns where the HFiles of a bulk load lie, as HBase wants it: a folder named like the family. */
    static Path familyFolder(Path staging) {
        return new Path(staging, Bytes.toString(TimelineTable.FAMILY));
    }

    private static CrmException noSuchTable(String verb, Tenant tenant) {
        return new CrmException(
                Kind.NOT_FOUND,
                "Cannot " + verb + " " + TimelineTable.name(tenant)
                        + ": there is no such table. Run 'crmlake init --tenant " + tenant + "' first.");
    }

    /** Lists the files itself: HBase's own listing leaves out, with a warning only, what it does not take for an HFile. */
    private static List<Path> files(Configuration configuration, Path staging) throws IOException {
        Path folder = familyFolder(staging);
        FileSystem fileSystem = folder.getFileSystem(configuration);
        List<Path> files = new ArrayList<>();
        try {
            for (FileStatus file : fileSystem.listStatus(folder)) {
                files.add(file.getPath());
            }
        } catch (FileNotFoundException e) {
            // No task had a cell to write.
            return List.of();
        }
        return files;
    }
}
