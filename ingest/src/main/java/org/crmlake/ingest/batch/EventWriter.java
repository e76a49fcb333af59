package org.crmlake.ingest.batch;

import java.time.Clock;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.crmlake.hbase.TimelineBulkLoad;
import org.crmlake.lake.CommittedBatch;
import org.crmlake.lake.FencedAppend;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Tenant;

/** Writes the events of a batch into the timeline and into the lake, each in the way that suits their number. */
final class EventWriter {
    private static final int FEW_DAYS = 8;
    /** A megabyte or two of a day: much smaller files cost more to open than to read. */
    private static final long EVENTS_OF_A_FULL_FILE = 25_000;

    private final SparkSession spark;
    private final Configuration conf;
    private final Tenant tenant;
    private final long bulkLoadFrom;
    private final Clock clock;
    private final IngestListener listener;

    EventWriter(
            SparkSession spark,
            Configuration conf,
            Tenant tenant,
            IngestSettings settings,
            Clock clock,
            IngestListener listener) {
        this.spark = spark;
        this.conf = conf;
        this.tenant = tenant;
        this.bulkLoadFrom = settings.bulkLoadFrom();
        this.clock = clock;
        this.listener = listener;
    }

    /** Returns the accepted events, each in the partition of its region. */
    Dataset<Row> events(Judgement judgement) {
        return judgement.events(TimelineBulkLoad.regionStartKeys(conf, tenant).length);
    }

    boolean bulkLoads(Judgement judgement) {
        return judgement.accepted() >= bulkLoadFrom;
    }

    /**
     * Writes {@code events} into the timeline; again, it changes nothing.
     *
     * @throws CrmException if it could not be done, or other than all of them were written: nothing may be committed then
     */
    void writeTimeline(Judgement judgement, Dataset<Row> events, String batchId) {
        TimelineSink timeline = new TimelineSink(conf, tenant, batchId);
        long written;
        if (bulkLoads(judgement)) {
            TimelineSink.Staged files = timeline.writeFiles(events, clock.instant());
            written = files.cells();
            listener.reached(IngestStep.FILES_WRITTEN, written + " cells sorted for a bulk load");
            timeline.load(files, events);
        } else {
            written = timeline.put(events);
        }
        if (written != judgement.accepted()) {
            throw new CrmException(
                    Kind.INTERNAL,
                    "Cannot complete batch " + batchId + ": " + written + " of its " + judgement.accepted()
                            + " events were written into the timeline. Nothing was committed; repeat the command.");
        }
        listener.reached(IngestStep.TIMELINE_WRITTEN, written + " events in the timeline");
    }

    /**
     * Appends rows of the lake in the commit that completes the batch. The events of a region are together already. As long as that
     * makes few files, or full ones, a task writes the events of some regions; a small batch that reaches over many days is brought
     * together by day first, at the price of a shuffle.
     */
    void writeLake(FencedAppend lake, Judgement judgement, Dataset<Row> rows, CommittedBatch batch) {
        int days = Math.max(1, judgement.tally().days().size());
        int parallel = spark.sparkContext().defaultParallelism();
        long fillFiles = judgement.accepted() / ((long) days * EVENTS_OF_A_FULL_FILE);
        if (days <= FEW_DAYS || fillFiles >= parallel) {
            int tasks = (int) Math.min(Integer.MAX_VALUE, Math.max(parallel, fillFiles));
            lake.appendAsSpread(rows.coalesce(tasks), batch);
        } else {
            lake.append(rows, batch);
        }
        listener.reached(IngestStep.COMMITTED, judgement.accepted() + " events in the lake");
    }
}
