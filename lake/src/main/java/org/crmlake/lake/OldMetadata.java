package org.crmlake.lake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadata.MetadataLogEntry;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * The metadata files that a table names no longer. Those that are versions of a folder go in the order of their numbers, so that the one
 * before a version is gone whenever the version is: {@link FolderOperations} relies on it.
 */
final class OldMetadata {
    private final Table table;

    OldMetadata(Table table) {
        this.table = table;
    }

    /** Returns whether a file is for this class to remove, and for nobody else. */
    static boolean isMetadata(String file) {
        return file.endsWith(".metadata.json") || file.endsWith(".metadata.json.gz");
    }

    /**
     * Removes them, or of a dry run counts them.
     *
     * @param olderThan versions that are older go
     * @param othersOlderThan other files of metadata that are older go, among them what a writer may be about to give its name
     * @return how many
     */
    long remove(Instant olderThan, Instant othersOlderThan, boolean dryRun) {
        if (!(table.io() instanceof SupportsPrefixOperations folders)) {
            return 0;
        }
        TableMetadata now = ((HasTableOperations) table).operations().refresh();
        Set<String> named = new HashSet<>();
        named.add(nameOf(now.metadataFileLocation()));
        now.previousFiles().stream()
                .map(MetadataLogEntry::file)
                .map(OldMetadata::nameOf)
                .forEach(named::add);
        List<String> old = new ArrayList<>();
        int firstKept = Integer.MAX_VALUE;
        for (FileInfo file : folders.listPrefix(table.location() + "/metadata")) {
            String path = file.location();
            if (!isMetadata(path)) {
                continue;
            }
            int version = FolderOperations.versionOf(path);
            Instant oldest = version == 0 ? othersOlderThan : olderThan;
            if (named.contains(nameOf(path)) || file.createdAtMillis() >= oldest.toEpochMilli()) {
                firstKept = version == 0 ? firstKept : Math.min(firstKept, version);
            } else if (!FolderTable.isMark(table.io(), path)) {
                old.add(path);
            }
        }
        int kept = firstKept;
        old.removeIf(path -> FolderOperations.versionOf(path) >= kept);
        old.sort(Comparator.comparingInt(FolderOperations::versionOf));
        if (!dryRun) {
            old.forEach(table.io()::deleteFile);
        }
        return old.size();
    }

    private static String nameOf(String file) {
        return new Path(file).getName();
    }
}
