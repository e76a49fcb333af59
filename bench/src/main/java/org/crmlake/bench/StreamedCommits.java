package org.crmlake.bench;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.crmlake.ingest.batch.BatchIngest;
import org.crmlake.ingest.batch.IngestListener;
import org.crmlake.ingest.batch.IngestSettings;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.stream.FolderMicroBatches;
import org.crmlake.ingest.stream.StopSignal;
import org.crmlake.ingest.stream.StreamIngest;
import org.crmlake.ingest.stream.StreamListener;
import org.crmlake.ingest.stream.StreamReport;
import org.crmlake.ingest.stream.StreamSettings;
import org.crmlake.lake.DeadLettersTable;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.ExpiredCommitsTable;
import org.crmlake.lake.LakeCatalog;
import org.crmlake.lake.LakeSettings;
import org.crmlake.lake.LakeTable;
import org.crmlake.lake.LakeUpkeep;
import org.crmlake.lake.SparkLake;
import org.crmlake.lake.UpkeepSettings;
import org.crmlake.model.BatchReport;
import org.crmlake.model.CrmException;
import org.crmlake.model.Tenant;

/** A stream that follows a folder, as {@code crmlake ingest --follow} is one, and maintenance whose days are shorter. */
final class StreamedCommits implements StreamListener {
    /** The horizon of maintenance passes this often, and maintenance runs three times as often. */
    private static final int HORIZONS = 3;

    private static final Duration HOUR = Duration.ofHours(1);
    private static final double MILLIS = 1000.0;

    private final LakeUpkeepOfTheRun upkeep;
    private final CommitPeriods periods;
    private final int all;
    private final List<Instant> committed = new ArrayList<>();
    private final Clock clock;

    private interface LakeUpkeepOfTheRun {
        void run(Instant keptFrom);
    }

    private StreamedCommits(LakeUpkeepOfTheRun upkeep, CommitPeriods periods, int all, Clock clock) {
        this.upkeep = upkeep;
        this.periods = periods;
        this.all = all;
        this.clock = clock;
    }

    @Override
    public void taken(BatchReport batch) {
        committed.add(clock.instant());
        periods.committed(batch.took().toMillis() / MILLIS);
        int horizon = all / HORIZONS;
        if (committed.size() % (horizon / HORIZONS) == 0 && committed.size() >= horizon) {
            upkeep.run(committed.get(committed.size() - horizon));
            // What maintenance has written is none of a commit's.
            periods.start();
        }
    }

    @Override
    public void passedOver(CrmException reason) {
        throw reason;
    }

    /** {@code CONF-FOLDER TENANT FOLDER NUMBER}: how many files lie in the local folder. */
    public static void main(String[] arguments) {
        SparkSession spark = ClusterSpark.open(arguments[0]);
        Configuration conf = ClusterSpark.add(ClusterSpark.hbase(arguments[0]), arguments[0]);
        Tenant tenant = new Tenant(arguments[1]);
        int all = Integer.parseInt(arguments[3]);
        SparkLake lake = new SparkLake(spark, tenant);
        CommitPeriods periods = new CommitPeriods("hdfs", System.out);
        Clock clock = Clock.systemUTC();
        StreamedCommits stream = new StreamedCommits(
                keptFrom -> {
                    Instant now = keptFrom.plus(UpkeepSettings.FLOOR).plus(HOUR);
                    UpkeepSettings settings =
                            new UpkeepSettings(now, UpkeepSettings.FLOOR.plus(HOUR), UpkeepSettings.FLOOR, false);
                    for (LakeTable table :
                            List.of(EventsTable.TABLE, DeadLettersTable.TABLE, ExpiredCommitsTable.TABLE)) {
                        System.out.println(clock.instant() + " " + new LakeUpkeep(spark, lake, settings).run(table));
                    }
                },
                periods,
                all,
                clock);
        try (LakeCatalog catalog = LakeCatalog.open(LakeSettings.onClusterOf(conf), conf);
                FolderMicroBatches source = new FolderMicroBatches(conf, arguments[2])) {
            BatchIngest batches =
                    new BatchIngest(spark, conf, catalog, tenant, IngestSettings.DEFAULT, clock, IngestListener.SILENT);
            periods.start();
            StreamReport report = new StreamIngest(
                            batches,
                            new StreamSettings(Duration.ofMillis(1), Optional.of(Duration.ofSeconds(5))),
                            new StopSignal(),
                            stream)
                    .run(source, Mapping.SEGMENT);
            if (report.accepted() != all || lake.read(EventsTable.TABLE).count() != all) {
                throw new IllegalStateException("Cannot use this run: of " + all + " events it took in " + report);
            }
        }
        spark.stop();
    }
}
