package org.crmlake.hbase;

import static java.util.Objects.requireNonNull;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Tenant;

/**
 * Where the HFiles of a tenant's batches wait to be loaded, a folder for each attempt at a batch: on the file system that HBase uses, so
 * that loading a file moves it and copies nothing. No attempt looks into the folder of another: whoever was taken for dead and wakes up
 * removes files of its own alone.
 */
public final class BulkLoadStaging {
    private final Configuration configuration;
    private final Path ofTenant;

    public BulkLoadStaging(Configuration configuration, Tenant tenant) {
        this.configuration = requireNonNull(configuration, "configuration is null");
        this.ofTenant = OwnFolders.of(configuration, "crmlake-staging", tenant);
    }

    /** Returns a folder for an attempt at a batch, which is not there yet; another each time. */
    public Path newAttempt(String batchId) {
        return new Path(ofTenant, batchId + "-" + UUID.randomUUID());
    }

    /**
     * Removes the folder of an attempt.
     *
     * @throws CrmException EXTERNAL if the file system fails
     */
    public void remove(Path attempt) {
        try {
            attempt.getFileSystem(configuration).delete(attempt, true);
        } catch (IOException e) {
            throw new CrmException(
                    Kind.EXTERNAL,
                    "Cannot clear staging folder " + attempt + ": " + e.getMessage()
                            + ". Check that the file system runs and may be written to.",
                    e);
        }
    }

    /**
     * Removes the folders of attempts that died.
     *
     * @param before only folders in which nothing has changed since then: a younger one may be of an attempt at work
     * @param dryRun whether to count only
     * @return how many folders
     * @throws CrmException EXTERNAL if the file system fails
     */
    public int removeAbandoned(Instant before, boolean dryRun) {
        int removed = 0;
        try {
            FileSystem files = ofTenant.getFileSystem(configuration);
            for (FileStatus batch : list(files)) {
                if (lastChange(files, batch).isBefore(before)) {
                    removed++;
                    if (!dryRun) {
                        files.delete(batch.getPath(), true);
                    }
                }
            }
        } catch (IOException e) {
            throw new CrmException(
                    Kind.EXTERNAL,
                    "Cannot clear " + ofTenant + " of abandoned files: " + e.getMessage()
                            + ". Check that the file system runs and may be written to.",
                    e);
        }
        return removed;
    }

    private FileStatus[] list(FileSystem files) throws IOException {
        try {
            return files.listStatus(ofTenant);
        } catch (FileNotFoundException e) {
            // No batch of this tenant was ever large enough.
            return new FileStatus[0];
        }
    }

    private static Instant lastChange(FileSystem files, FileStatus batch) throws IOException {
        long last = batch.getModificationTime();
        RemoteIterator<LocatedFileStatus> inside = files.listFiles(batch.getPath(), true);
        while (inside.hasNext()) {
            last = Math.max(last, inside.next().getModificationTime());
        }
        return Instant.ofEpochMilli(last);
    }
}
