package org.crmlake.lake;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.atomic.AtomicLong;
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
        long removed = 0;
        if (!settings.dryRun()) {
            if (table.equals(EventsTable.TABLE)) {
                kept = new ExpiredCommits(lake.table(ExpiredCommitsTable.TABLE)).add(expiry.cutOff(), iceberg);
            }
            removed = expiry.run();
        }
        return new UpkeepDone(
                table,
                files,
                compacted.from(),
                compacted.into(),
                expiry.count(),
                removed,
                orphans(iceberg),
                kept,
                compacted.left());
    }

    private long orphans(Table table) {
        AtomicLong found = new AtomicLong();
        SparkActions.get(spark)
                .deleteOrphanFiles(table)
                .olderThan(settings.now().minus(settings.orphans()).toEpochMilli())
                .deleteWith(path -> {
                    if (OldMetadata.isMetadata(path)) {
                        return;
                    }
                    found.incrementAndGet();
                    if (!settings.dryRun()) {
                        table.io().deleteFile(path);
                    }
                })
                .execute();
        return found.get()
                + new OldMetadata(table)
                        .remove(
                                settings.now().minus(UpkeepSettings.FLOOR),
                                settings.now().minus(settings.orphans()),
                                settings.dryRun());
    }
}
