package org.crmlake.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.crmlake.lake.LakeCatalog;
import org.crmlake.lake.LakeSettings;
import org.crmlake.lake.LakeTable;
import org.crmlake.lake.LakeTables;
import org.crmlake.model.Tenant;

/** Copies the Parquet files that a table of the lake has now to a folder of this machine, those that are not there yet. */
final class LakeFiles {
    private LakeFiles() {}

    /** {@code CONF-FOLDER TENANT TABLE FOLDER [AS-OF]}; with a date, only its partition. */
    public static void main(String[] arguments) throws IOException {
        Configuration hadoop = ClusterSpark.hadoop(arguments[0]);
        Path folder = Files.createDirectories(Path.of(arguments[3]));
        LakeTable wanted = LakeTables.ALL.stream()
                .filter(table -> table.name().equals(arguments[2]))
                .findFirst()
                .orElseThrow();
        try (LakeCatalog lake = LakeCatalog.open(LakeSettings.onClusterOf(hadoop), hadoop)) {
            copy(lake.table(new Tenant(arguments[1]), wanted), folder, hadoop, arguments);
        }
    }

    private static void copy(Table table, Path folder, Configuration hadoop, String... arguments) throws IOException {
        TableScan scan = table.newScan();
        if (arguments.length > 4) {
            scan = scan.filter(Expressions.equal("as_of", arguments[4]));
        }
        try (CloseableIterable<FileScanTask> tasks = scan.planFiles()) {
            for (FileScanTask task : tasks) {
                org.apache.hadoop.fs.Path file =
                        new org.apache.hadoop.fs.Path(task.file().location());
                Path copy = folder.resolve(file.getName());
                if (!Files.exists(copy)) {
                    FileSystem.get(file.toUri(), hadoop)
                            .copyToLocalFile(false, file, new org.apache.hadoop.fs.Path(copy.toUri()), true);
                }
            }
        }
    }
}
