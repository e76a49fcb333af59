package org.crmlake.reliability;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.crmlake.hbase.OwnFolders;
import org.crmlake.lake.CommittedBatch;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.LakeCatalog;
import org.crmlake.lake.LakeTable;
import org.crmlake.lake.LakeTables;
import org.crmlake.model.Tenant;

/**
 * In which state the stores of a tenant are when all commands have ended.
 *
 * @param tables how many tables were read to their last row
 * @param rows how many rows those have
 * @param snapshots of which every manifest was read and every data file is there
 * @param manifests how many those are
 * @param dataFiles how many those are
 * @param orphans data files that no snapshot names, of attempts that died: nobody reads them, and maintenance removes them
 * @param staging folders with files for bulk loads, of attempts that died: nobody reads them, and maintenance removes them
 * @param faults what is not as it has to be: a file that is missing, a lock that is held by nobody, a batch that has other rows than its
 *     commit says
 */
public record StoreState(
        int tables,
        long rows,
        int snapshots,
        int manifests,
        int dataFiles,
        int orphans,
        int staging,
        List<String> faults) {

    static StoreState of(LakeCatalog catalog, Configuration conf, Tenant tenant) {
        Look look = new Look(conf);
        try {
            for (LakeTable table : LakeTables.ALL) {
                look.table(catalog.table(tenant, table));
            }
            look.batches(catalog.table(tenant, EventsTable.TABLE));
            for (Path place : OwnFolders.ofLocks(conf, tenant)) {
                look.locks(place);
            }
            int staging = look.list(OwnFolders.of(conf, "crmlake-staging", tenant)).length;
            return new StoreState(
                    LakeTables.ALL.size(),
                    look.rows,
                    look.snapshots,
                    look.manifests,
                    look.dataFiles,
                    look.orphans,
                    staging,
                    List.copyOf(look.faults));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was found so far. */
    static final class Look {
        private final Configuration conf;
        private final List<String> faults = new ArrayList<>();
        private long rows;
        private int snapshots;
        private int manifests;
        private int dataFiles;
        private int orphans;

        Look(Configuration conf) {
            this.conf = conf;
        }

        List<String> faults() {
            return faults;
        }

        int orphans() {
            return orphans;
        }

        /** Reads a table to its last row, and looks for each file that any of its snapshots names. */
        void table(Table table) throws IOException {
            try {
                rows += count(table);
            } catch (RuntimeException e) {
                faults.add(table.name() + " cannot be read: " + e);
            }
            Set<String> there = files(new Path(table.location()));
            Set<String> named = new HashSet<>();
            Set<String> seen = new HashSet<>();
            for (Snapshot snapshot : table.snapshots()) {
                snapshots++;
                try {
                    for (ManifestFile manifest : snapshot.allManifests(table.io())) {
                        if (seen.add(manifest.path())) {
                            manifests++;
                            manifest(table, manifest, named);
                        }
                    }
                } catch (RuntimeException e) {
                    faults.add(table.name() + ", snapshot " + snapshot.snapshotId() + " cannot be read: " + e);
                }
            }
            dataFiles += named.size();
            named.stream()
                    .filter(file -> !there.contains(file))
                    .forEach(file -> faults.add(table.name() + " has lost its data file " + file));
            orphans += (int) there.stream()
                    .filter(file -> file.endsWith(".parquet") && !named.contains(file))
                    .count();
        }

        private static void manifest(Table table, ManifestFile manifest, Set<String> named) throws IOException {
            try (CloseableIterable<? extends ContentFile<?>> files = manifest.content() == ManifestContent.DATA
                    ? ManifestFiles.read(manifest, table.io(), table.specs())
                    : ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
                files.forEach(file -> named.add(path(new Path(file.location()))));
            }
        }

        private static long count(Table table) throws IOException {
            long count = 0;
            try (CloseableIterable<Record> all = IcebergGenerics.read(table).build()) {
                for (Record row : all) {
                    count += row.size() > 0 ? 1 : 0;
                }
            }
            return count;
        }

        /** Holds the rows of each batch against the number that its commit says. */
        void batches(Table events) throws IOException {
            Map<String, Long> counts = new HashMap<>();
            try (CloseableIterable<Record> all =
                    IcebergGenerics.read(events).select(EventsTable.BATCH_ID).build()) {
                all.forEach(row -> counts.merge((String) row.getField(EventsTable.BATCH_ID), 1L, Long::sum));
            }
            for (Snapshot snapshot : events.snapshots()) {
                String batch = snapshot.summary().get(CommittedBatch.BATCH_ID);
                if (batch != null) {
                    Long found = counts.remove(batch);
                    String said = snapshot.summary().get(CommittedBatch.ACCEPTED);
                    if (!said.equals(Long.toString(found == null ? 0 : found))) {
                        faults.add("batch " + batch + " has " + found + " events, and its commit says " + said);
                    }
                }
            }
            counts.forEach(
                    (batch, count) -> faults.add(count + " events are of batch " + batch + ", which no commit has"));
        }

        /** Whoever ends gives its lock back, and whoever comes after a dead one takes that one's away. */
        void locks(Path ofTenant) throws IOException {
            for (FileStatus source : list(ofTenant)) {
                for (FileStatus file : list(source.getPath())) {
                    if (file.getPath().getName().matches("\\d+")) {
                        faults.add("lock " + path(file.getPath()) + " is held by nobody");
                    }
                }
            }
        }

        FileStatus[] list(Path folder) throws IOException {
            try {
                return folder.getFileSystem(conf).listStatus(folder);
            } catch (FileNotFoundException e) {
                return new FileStatus[0];
            }
        }

        private Set<String> files(Path folder) throws IOException {
            FileSystem fs = folder.getFileSystem(conf);
            Set<String> files = new HashSet<>();
            RemoteIterator<LocatedFileStatus> all = fs.listFiles(folder, true);
            while (all.hasNext()) {
                files.add(path(all.next().getPath()));
            }
            return files;
        }

        private static String path(Path path) {
            return path.toUri().getPath();
        }
    }
}
