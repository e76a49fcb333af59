package org.crmlake.lake;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.actions.SparkActions;
import org.apache.spark.sql.SparkSession;

/**
 * Keeps the files of the tables few and in order: brings small files together, lets old snapshots expire, removes files that no
 * snapshot names. Writers and readers may be at work meanwhile: what they may need is younger than the settings say.
 *
 * @see <a href="https://iceberg.apache.org/docs/latest/maintenance/">Iceberg: maintenance</a>
 */
public final class LakeUpkeep {
    /** What somebody began to read a day ago is named by the last snapshot of the hour before, see {@link CommitHistory}. */
    private static final Duration HOUR = Duration.ofHours(1);

    private final SparkSession spark;
    private final SparkLake lake;
    private final UpkeepSettings settings;

    public LakeUpkeep(SparkSession spark, SparkLake lake, UpkeepSettings settings) {
        this.spark = requireNonNull(spark, "spark is null");
        this.lake = requireNonNull(lake, "lake is null");
        this.settings = requireNonNull(settings, "settings is null");
    }

    /**
     * Maintains one table. What the snapshots of the events say is written down before they go.
     *
     * @throws org.crmlake.model.CrmException NOT_FOUND if the table does not exist, EXTERNAL if Spark or the store fails
     */
    public UpkeepDone run(LakeTable table) {
        Table iceberg = lake.table(table);
        Compaction compaction = new Compaction(iceberg);
        long files = compaction.files();
        Compaction.Outcome compacted = settings.dryRun() ? compaction.plan() : compaction.run(spark);
        iceberg.refresh();
        SnapshotExpiry expiry = new SnapshotExpiry(iceberg, settings.now().minus(settings.keep()));
        int kept = 0;
        int forgotten = 0;
        if (!settings.dryRun()) {
            if (table.equals(EventsTable.TABLE)) {
                kept = new ExpiredCommits(lake.table(ExpiredCommitsTable.TABLE))
                        .add(expiry.cutOff(), iceberg, settings.now());
            }
            expiry.run();
            iceberg.refresh();
            forgotten = history(table, iceberg).shorten(settings.now());
        }
        long orphans = orphans(iceberg);
        if (!settings.dryRun()) {
            history(table, iceberg).maintained();
        }
        return new UpkeepDone(
                table,
                files,
                compacted.from(),
                compacted.into(),
                expiry.count() + forgotten,
                orphans,
                kept,
                compacted.left());
    }

    private CommitHistory history(LakeTable table, Table iceberg) {
        return table.equals(EventsTable.TABLE)
                ? CommitHistory.ofEvents(iceberg, () -> lake.table(ExpiredCommitsTable.TABLE))
                : CommitHistory.of(iceberg);
    }

    /** A snapshot that nothing names any more has left files of metadata, which a stream makes fastest of all: they go first. */
    private long orphans(Table table) {
        String metadata = table.location() + "/metadata";
        return orphans(table, table.location(), path -> !path.contains("/metadata/"), settings.orphans())
                + orphans(table, metadata, path -> !OldMetadata.isMetadata(path), UpkeepSettings.FLOOR)
                + new OldMetadata(table)
                        .remove(
                                settings.now().minus(UpkeepSettings.FLOOR),
                                settings.now().minus(settings.orphans()),
                                settings.dryRun());
    }

    private long orphans(Table table, String folder, Predicate<String> meant, Duration age) {
        AtomicLong found = new AtomicLong();
        SparkActions.get(spark)
                .deleteOrphanFiles(table)
                .location(folder)
                .olderThan(settings.now().minus(age).minus(HOUR).toEpochMilli())
                .deleteWith(path -> {
                    if (!meant.test(path)) {
                        return;
                    }
                    found.incrementAndGet();
                    if (!settings.dryRun()) {
                        table.io().deleteFile(path);
                    }
                })
                .execute();
        return found.get();
    }
}
