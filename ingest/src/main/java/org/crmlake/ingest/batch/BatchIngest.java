package org.crmlake.ingest.batch;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Table;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.crmlake.hbase.HBaseSession;
import org.crmlake.hbase.TimelineStore;
import org.crmlake.ingest.lock.SourceLock;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.source.BatchInput;
import org.crmlake.ingest.source.InputFiles;
import org.crmlake.lake.CommitHistory;
import org.crmlake.lake.CommittedBatch;
import org.crmlake.lake.CommittedBatches;
import org.crmlake.lake.DeadLettersTable;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.ExpiredCommitsTable;
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
    private final SparkSession spark;
    private final Configuration conf;
    private final LakeCatalog catalog;
    private final Tenant tenant;
    private final IngestSettings settings;
    private final Clock clock;
    private final IngestListener listener;
    private final BatchJudge judge;
    private final EventWriter writer;

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
        this.settings = requireNonNull(settings, "settings is null").withLargestCell(TimelineStore.largestCell(conf));
        this.clock = requireNonNull(clock, "clock is null");
        this.listener = BatchLog.with(requireNonNull(listener, "listener is null"));
        this.judge = new BatchJudge(spark, conf, tenant, this.settings, this.listener);
        this.writer = new EventWriter(spark, conf, tenant, this.settings, clock, this.listener);
    }

    /** Returns the session that knows the lake. */
    public SparkSession spark() {
        return spark;
    }

    /** Returns what tells the time. */
    public Clock clock() {
        return clock;
    }

    /** Returns what takes the dead letters of the same stores in again. */
    public DeadLetterReplay deadLetters() {
        return new DeadLetterReplay(
                this, new SparkLake(spark, tenant), tenant, settings, clock, listener, judge, writer);
    }

    /**
     * Takes in the files of {@code path}.
     *
     * @throws org.crmlake.model.CrmException if the batch cannot be completed; nothing is committed then. Of kind LOCKED if another
     *     process ingests the same source
     */
    public BatchReport run(String path, Mapping mapping) {
        InputFiles files = InputFiles.list(conf, path);
        try (SourceLock lock = lock(mapping.source());
                HBaseSession connected = connect()) {
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

    /** As {@link #lock}, and whoever began to ingest {@code source} before cannot commit any more, even if the file of its lock is gone. */
    public SourceLock lockAlone(String source) {
        return SourceLock.acquireAlone(conf, tenant, source, me -> shutOut(source, me));
    }

    /** Connects to HBase once for all that the batches do there until it is closed. */
    public HBaseSession connect() {
        return HBaseSession.open(conf);
    }

    /** Returns the batches that are in. */
    public CommittedBatches committed() {
        return committed(catalog.table(tenant, EventsTable.TABLE));
    }

    CommittedBatches committed(Table events) {
        return new CommittedBatches(events, catalog.table(tenant, ExpiredCommitsTable.TABLE));
    }

    private String batchId(BatchInput input, Mapping mapping) {
        return BatchId.of(tenant, mapping, settings, input.positions());
    }

    /**
     * Returns whether {@code input} is in under this mapping.
     *
     * @param committed the ids of the batches that are in
     */
    public boolean isIn(Set<String> committed, BatchInput input, Mapping mapping) {
        String positions = input.positions();
        return committed.contains(BatchId.of(tenant, mapping, settings, positions))
                || committed.contains(BatchId.ofFirstRelease(tenant, mapping, settings, positions));
    }

    private Optional<CommittedBatch> committed(BatchInput input, Mapping mapping, String batchId, FencedTable events) {
        CommittedBatches committed = committed(events);
        // A step of a source begins where the last commit ended, whatever its id was.
        return committed.find(
                BatchJudge.isStep(input)
                        ? Set.of(batchId)
                        : Set.of(batchId, BatchId.ofFirstRelease(tenant, mapping, settings, input.positions())));
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
        FencedTable events = events(mapping.source());
        FencedTable deadLetters = FencedTable.of(deadLettersTable(), mapping.source());
        Optional<CommittedBatch> committed = committed(input, mapping, batchId, events);
        if (committed.isPresent()) {
            return repeated(committed.get(), started);
        }
        try (BatchLog log = new BatchLog(tenant, mapping.source(), batchId)) {
            return SparkFailures.translate(input.name(), () -> {
                try (Judgement judgement = judge.judge(mapping, input, batchId)) {
                    return write(judgement, mapping, input, batchId, started, events, deadLetters);
                }
            });
        }
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
        String batchId = BatchId.of(tenant, mapping, settings, files.positions());
        return SparkFailures.translate(path, () -> {
            try (Judgement judgement = judge.judge(mapping, files, batchId)) {
                Dataset<Row> events = writer.events(judgement);
                return new BatchPlan(
                        report(judgement, batchId, started),
                        mapping.source(),
                        mapping.format().text(),
                        files.files().size(),
                        files.bytes(),
                        judgement.tally().days().size(),
                        writer.bulkLoads(judgement) ? "bulk load" : "puts",
                        PlanSamples.events(JudgedTransform.events(events, batchId, started)),
                        PlanSamples.rejections(judgement.rejections()));
            }
        });
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
        if (report.accepted() == 0 && report.rejected() == 0 && !BatchJudge.isStep(input)) {
            // Nothing is new, so nothing changes: not even a commit tells that we were here.
            return report;
        }
        Dataset<Row> events = writer.events(judgement);
        if (report.accepted() > 0) {
            writer.writeTimeline(judgement, events, batchId);
        } else {
            events = events.limit(0);
        }
        CommittedBatch batch = commit(report, judgement, mapping.source(), input.shortPositions());
        if (report.rejected() > 0) {
            Dataset<Row> deadLetters = judge.stored(batchId)
                    .withoutDeadLettersOfThisBatch(JudgedTransform.deadLetters(
                            judgement.rejections(),
                            new JudgedTransform.DeadLetterFacts(
                                    batchId,
                                    mapping.source(),
                                    input.origins(),
                                    BatchId.ofRules(mapping, settings),
                                    judgement.recordSchema(),
                                    started)));
            if (!deadLetters.isEmpty()) {
                new FencedAppend(deadLettersTable).append(deadLetters, batch);
            }
        }
        listener.reached(IngestStep.DEAD_LETTERS_WRITTEN, report.rejected() + " dead letters in the lake");
        writer.writeLake(
                new FencedAppend(eventsTable), judgement, JudgedTransform.events(events, batchId, started), batch);
        return report(judgement, batchId, started);
    }

    BatchReport report(Judgement judgement, String batchId, Instant started) {
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

    /** Returns what the commit of a batch says of it. */
    static CommittedBatch commit(BatchReport report, Judgement judgement, String source, String positions) {
        return new CommittedBatch(
                report.batchId(),
                source,
                positions,
                report.read(),
                report.accepted(),
                report.rejected(),
                report.filtered(),
                report.duplicates(),
                judgement.days());
    }

    /** Returns the events of the lake as they are now, to be committed to for {@code source}. */
    FencedTable events(String source) {
        Table events = catalog.table(tenant, EventsTable.TABLE);
        CommitHistory.ofEvents(events, () -> catalog.table(tenant, ExpiredCommitsTable.TABLE))
                .shorten(clock.instant());
        return FencedTable.of(events, source);
    }

    /** Opens the dead letters of the lake as they are now, to be committed to. */
    Table deadLettersTable() {
        Table deadLetters = catalog.table(tenant, DeadLettersTable.TABLE);
        CommitHistory.of(deadLetters).shorten(clock.instant());
        return deadLetters;
    }
}
