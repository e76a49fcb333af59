package org.crmlake.ingest.batch;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.crmlake.hbase.TimelineBulkLoad;
import org.crmlake.ingest.decode.DecodeSettings;
import org.crmlake.ingest.lock.SourceLock;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.source.BatchInput;
import org.crmlake.ingest.source.InputFiles;
import org.crmlake.ingest.source.RecordInput;
import org.crmlake.lake.CommittedBatch;
import org.crmlake.lake.CommittedBatches;
import org.crmlake.lake.DeadLettersTable;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.FencedAppend;
import org.crmlake.lake.FencedTable;
import org.crmlake.lake.LakeCatalog;
import org.crmlake.lake.LakeTable;
import org.crmlake.lake.SparkLake;
import org.crmlake.model.BatchReport;
import org.crmlake.model.Tenant;

/**
 * Takes the records of some files in: every one becomes, exactly once, an event in both stores, a dead letter, a filtered row or a
 * duplicate. The timeline is written first, then the dead letters, then the events of the lake, whose commit is the checkpoint: a
 * batch that died anywhere is completed by repeating the command, and a committed batch is not read again.
 */
public final class BatchIngest {
    private static final int FEW_DAYS = 8;
    /** A megabyte or two of a day: much smaller files cost more to open than to read. */
    private static final long EVENTS_OF_A_FULL_FILE = 25_000;

    private final SparkSession spark;
    private final Configuration conf;
    private final LakeCatalog catalog;
    private final Tenant tenant;
    private final IngestSettings settings;
    private final Clock clock;
    private final IngestListener listener;

    /**
     * @param spark a session that knows the lake
     * @param conf of HDFS and HBase
     * @param clock tells when events were taken in; the events themselves do not depend on it
     */
    public BatchIngest(
            SparkSession spark,
            Configuration conf,
            LakeCatalog catalog,
            Tenant tenant,
            IngestSettings settings,
            Clock clock,
            IngestListener listener) {
        this.spark = requireNonNull(spark, "spark is null");
        this.conf = requireNonNull(conf, "conf is null");
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.tenant = requireNonNull(tenant, "tenant is null");
        this.settings = requireNonNull(settings, "settings is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.listener = requireNonNull(listener, "listener is null");
    }

    /**
     * Takes in the files of {@code path}.
     *
     * @throws org.crmlake.model.CrmException if the batch cannot be completed; nothing is committed then. Of kind LOCKED if another
     *     process ingests the same source
     */
    public BatchReport run(String path, Mapping mapping) {
        InputFiles files = InputFiles.list(conf, path);
        try (SourceLock lock = lock(mapping.source())) {
            return take(files, mapping);
        }
    }

    /**
     * Keeps other processes from ingesting {@code source} until it is closed.
     *
     * @throws org.crmlake.model.CrmException of kind LOCKED if another one does
     */
    public SourceLock lock(String source) {
        return SourceLock.acquire(conf, tenant, source, me -> shutOut(source, me));
    }

    /** Returns the batches that are in. */
    public CommittedBatches committed() {
        return new CommittedBatches(catalog.table(tenant, EventsTable.TABLE));
    }

    /** Returns the id of the batch that {@code input} is under this mapping. */
    public String batchId(BatchInput input, Mapping mapping) {
        return BatchId.of(tenant, mapping, input.positions());
    }

    /**
     * Takes in one batch. The caller holds the {@link #lock} of the source.
     *
     * @throws org.crmlake.model.CrmException if the batch cannot be completed; nothing is committed then
     */
    public BatchReport take(BatchInput input, Mapping mapping) {
        Instant started = clock.instant();
        String batchId = batchId(input, mapping);
        // Before anything is judged: what others commit for this source from now on makes the judgement void.
        FencedTable events = FencedTable.of(catalog.table(tenant, EventsTable.TABLE), mapping.source());
        FencedTable deadLetters = FencedTable.of(catalog.table(tenant, DeadLettersTable.TABLE), mapping.source());
        Optional<CommittedBatch> committed = new CommittedBatches(events).find(batchId);
        if (committed.isPresent()) {
            return repeated(committed.get(), started);
        }
        return SparkFailures.translate(input.name(), () -> {
            try (Judgement judgement = judge(mapping, input, batchId)) {
                return write(judgement, mapping, input, batchId, started, events, deadLetters);
            }
        });
    }

    private void shutOut(String source, String me) {
        for (LakeTable table : List.of(DeadLettersTable.TABLE, EventsTable.TABLE)) {
            FencedTable.raise(catalog.table(tenant, table), source, me);
        }
    }

    /** Returns what {@link #run} would do; writes nothing. */
    public BatchPlan plan(String path, Mapping mapping) {
        Instant started = clock.instant();
        InputFiles files = InputFiles.list(conf, path);
        String batchId = BatchId.of(tenant, mapping, files.positions());
        return SparkFailures.translate(path, () -> {
            try (Judgement judgement = judge(mapping, files, batchId)) {
                Dataset<Row> events = judgement.events(regions());
                return new BatchPlan(
                        report(judgement, batchId, started),
                        mapping.source(),
                        mapping.format().text(),
                        files.files().size(),
                        files.bytes(),
                        judgement.tally().days().size(),
                        bulkLoads(judgement) ? "bulk load" : "puts",
                        PlanSamples.events(JudgedTransform.events(events, batchId, started)),
                        PlanSamples.rejections(judgement.rejections()));
            }
        });
    }

    private Judgement judge(Mapping mapping, BatchInput input, String batchId) {
        byte[][] regionStartKeys = TimelineBulkLoad.regionStartKeys(conf, tenant);
        DecodeSettings decode = new DecodeSettings(
                mapping.source(),
                regionStartKeys,
                settings.maxRecordBytes(),
                isStep(input) ? input.origins() : List.of());
        Dataset<Row> candidates = new CandidateSource(spark, conf).read(mapping, input, decode);
        Dataset<Row> index = CandidateIndex.of(candidates).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            Tally tally = Tally.of(index);
            listener.reached(IngestStep.DECODED, tally.read() + " records decoded and mapped");
            Judgement judgement = Judgement.of(
                    candidates, index, tally, storedIdentities(batchId).around(tally), mapping.source());
            listener.reached(IngestStep.JUDGED, judgement.duplicates() + " duplicates found");
            return judgement;
        } finally {
            index.unpersist();
        }
    }

    private BatchReport write(
            Judgement judgement,
            Mapping mapping,
            BatchInput input,
            String batchId,
            Instant started,
            FencedTable eventsTable,
            FencedTable deadLettersTable) {
        BatchReport report = report(judgement, batchId, started);
        if (report.accepted() == 0 && report.rejected() == 0 && !isStep(input)) {
            // Nothing is new, so nothing changes: not even a commit tells that we were here.
            return report;
        }
        Dataset<Row> events = judgement.events(regions());
        if (report.accepted() > 0) {
            writeTimeline(judgement, events, batchId);
        } else {
            events = events.limit(0);
        }
        CommittedBatch batch = commit(report, judgement, mapping, input);
        if (report.rejected() > 0 && !storedIdentities(batchId).hasDeadLettersOfThisBatch()) {
            Dataset<Row> deadLetters = JudgedTransform.deadLetters(
                    judgement.rejections(), input.origins(), mapping.source(), batchId, started);
            new FencedAppend(deadLettersTable).append(deadLetters, batch);
        }
        listener.reached(IngestStep.DEAD_LETTERS_WRITTEN, report.rejected() + " dead letters in the lake");
        appendEvents(new FencedAppend(eventsTable), judgement, JudgedTransform.events(events, batchId, started), batch);
        listener.reached(IngestStep.COMMITTED, report.accepted() + " events in the lake");
        return report(judgement, batchId, started);
    }

    /**
     * The events of a region are together already. As long as that makes few files, or full ones, a task writes the events of some
     * regions; a small batch that reaches over many days is brought together by day first, at the price of a shuffle.
     */
    private void appendEvents(FencedAppend lake, Judgement judgement, Dataset<Row> rows, CommittedBatch batch) {
        int days = Math.max(1, judgement.tally().days().size());
        int parallel = spark.sparkContext().defaultParallelism();
        long fillFiles = judgement.accepted() / ((long) days * EVENTS_OF_A_FULL_FILE);
        if (days <= FEW_DAYS || fillFiles >= parallel) {
            int tasks = (int) Math.min(Integer.MAX_VALUE, Math.max(parallel, fillFiles));
            lake.appendAsSpread(rows.coalesce(tasks), batch);
        } else {
            lake.append(rows, batch);
        }
    }

    private void writeTimeline(Judgement judgement, Dataset<Row> events, String batchId) {
        TimelineSink timeline = new TimelineSink(conf, tenant, batchId);
        long written;
        if (bulkLoads(judgement)) {
            written = timeline.writeFiles(events, clock.instant());
            listener.reached(IngestStep.FILES_WRITTEN, written + " cells sorted for a bulk load");
            timeline.loadFiles();
        } else {
            written = timeline.put(events);
        }
        listener.reached(IngestStep.TIMELINE_WRITTEN, written + " events in the timeline");
    }

    private static boolean isStep(BatchInput input) {
        return input instanceof RecordInput records && records.isStep();
    }

    private StoredIdentities storedIdentities(String batchId) {
        return new StoredIdentities(new SparkLake(spark, tenant), batchId);
    }

    private boolean bulkLoads(Judgement judgement) {
        return judgement.accepted() >= settings.bulkLoadFrom();
    }

    private int regions() {
        return TimelineBulkLoad.regionStartKeys(conf, tenant).length;
    }

    private BatchReport report(Judgement judgement, String batchId, Instant started) {
        return new BatchReport(
                batchId,
                judgement.tally().read(),
                judgement.accepted(),
                judgement.rejected(),
                judgement.tally().filtered(),
                judgement.duplicates(),
                Duration.between(started, clock.instant()));
    }

    /** The same files under the same mapping were taken in before, so all that was stored then is a duplicate now. */
    private BatchReport repeated(CommittedBatch before, Instant started) {
        return new BatchReport(
                before.batchId(),
                before.read(),
                0,
                0,
                before.filtered(),
                before.read() - before.filtered(),
                Duration.between(started, clock.instant()));
    }

    private static CommittedBatch commit(BatchReport report, Judgement judgement, Mapping mapping, BatchInput input) {
        return new CommittedBatch(
                report.batchId(),
                mapping.source(),
                input.positions(),
                report.read(),
                report.accepted(),
                report.rejected(),
                report.filtered(),
                report.duplicates(),
                judgement.days());
    }
}
