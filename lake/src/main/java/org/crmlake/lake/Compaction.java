package org.crmlake.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.actions.RewriteDataFiles;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.spark.actions.RewriteDataFilesSparkAction;
import org.apache.iceberg.spark.actions.SparkActions;
import org.apache.iceberg.util.PropertyUtil;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.spark.sql.SparkSession;
import org.crmlake.model.Printable;

/** Brings the small files of a partition together, in the order of the table. */
final class Compaction {
    /** From so many small files in a partition on, it is worth it. */
    static final int SMALL_FILES = 5;
    /** A file is small that has less than this part of what a file should have: Iceberg's own measure. */
    private static final double SMALL = 0.75;

    /** Some tens of seconds: a stream makes half of {@link CommitHistory#MOST} commits in some minutes. */
    private static final int FILES_OF_A_PASS = 2_000;

    private static final long BYTES_OF_A_PASS = 4L << 30;

    private final Table table;

    /**
     * @param from how many files were brought together, or would be
     * @param into in how many
     * @param left why some were not, or empty
     */
    record Outcome(long from, long into, Optional<String> left) {}

    /**
     * What a table has of files.
     *
     * @param small how many small ones are worth it
     * @param largest the mean bytes of such a file in the partition where that is largest: a pass may be of that one
     * @param all how many there are
     */
    private record Files(long small, double largest, long all) {
        /** Returns how many of the small ones a pass may have. */
        int ofAPass() {
            return (int) Math.max(SMALL_FILES, Math.min(FILES_OF_A_PASS, BYTES_OF_A_PASS / Math.max(1, largest)));
        }
    }

    Compaction(Table table) {
        this.table = table;
    }

    /** Returns how many data files the table has. */
    long files() {
        return look().all();
    }

    /** Returns what {@link #run} would do, as far as that can be told. */
    Outcome plan() {
        return new Outcome(look().small(), 0, Optional.empty());
    }

    /**
     * Does it, in passes of so many files that one is over before {@link CommitHistory} forgets what it began with, and with as many as
     * there are now: streams write others meanwhile. If somebody else changes the same files, they win, and the small files wait for
     * the next time.
     */
    Outcome run(SparkSession spark) {
        Outcome all = new Outcome(0, 0, Optional.empty());
        Files now = look();
        long first = now.small();
        boolean more = first > 0;
        while (more) {
            Outcome pass = pass(spark, now.ofAPass());
            all = new Outcome(all.from() + pass.from(), all.into() + pass.into(), pass.left());
            // Less than that was all there was; and what stays small however it is packed is not to be packed for ever.
            more = pass.from() >= now.ofAPass() / 2 && pass.from() >= 2 * pass.into() && all.from() < first;
            table.refresh();
            now = look();
            more &= now.small() > 0;
        }
        return all;
    }

    private Outcome pass(SparkSession spark, int files) {
        RewriteDataFilesSparkAction action = SparkActions.get(spark).rewriteDataFiles(table);
        if (table.sortOrder().isSorted()) {
            action.sort();
        }
        action.option("min-input-files", Integer.toString(SMALL_FILES));
        action.option("max-file-group-input-files", Integer.toString(files));
        action.option("max-files-to-rewrite", Integer.toString(files));
        action.option("max-file-group-size-bytes", Long.toString(BYTES_OF_A_PASS));
        // Many small files first: a group that takes longer than the history lasts keeps none but itself from being
        // done.
        action.option("rewrite-job-order", "bytes-asc");
        // One commit a pass, without those groups that failed.
        action.option("partial-progress.enabled", "true");
        action.option("partial-progress.max-commits", "1");
        // Else a commit that fails is a line in the log, and the pass looks as if it had found nothing.
        action.option("partial-progress.max-failed-commits", "0");
        whatRowsAreTrueFor().forEach(action::snapshotProperty);
        try {
            RewriteDataFiles.Result result = action.execute();
            return new Outcome(
                    result.rewrittenDataFilesCount(),
                    result.addedDataFilesCount(),
                    result.failedDataFilesCount() == 0
                            ? Optional.empty()
                            : Optional.of(result.failedDataFilesCount() + " small files could not be rewritten"));
        } catch (RuntimeException e) {
            return new Outcome(0, 0, Optional.of(Printable.of(String.valueOf(e.getMessage()), 200)));
        }
    }

    /** The newest snapshot that says it would be the newest no more, and expire. */
    private Map<String, String> whatRowsAreTrueFor() {
        for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
            String events = snapshot.summary().get(CustomerDailyTable.EVENTS_SNAPSHOT);
            if (events != null) {
                return Map.of(CustomerDailyTable.EVENTS_SNAPSHOT, events);
            }
        }
        return Map.of();
    }

    private Files look() {
        long target = PropertyUtil.propertyAsLong(
                table.properties(),
                TableProperties.WRITE_TARGET_FILE_SIZE_BYTES,
                TableProperties.WRITE_TARGET_FILE_SIZE_BYTES_DEFAULT);
        long all = 0;
        Map<String, LongSummaryStatistics> small = new HashMap<>();
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            for (FileScanTask task : tasks) {
                all++;
                if (task.file().fileSizeInBytes() < SMALL * target) {
                    small.computeIfAbsent(
                                    String.valueOf(task.file().partition()), partition -> new LongSummaryStatistics())
                            .accept(task.file().fileSizeInBytes());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        small.values().removeIf(files -> files.getCount() < SMALL_FILES);
        return new Files(
                small.values().stream()
                        .mapToLong(LongSummaryStatistics::getCount)
                        .sum(),
                small.values().stream()
                        .mapToDouble(LongSummaryStatistics::getAverage)
                        .max()
                        .orElse(0),
                all);
    }
}
