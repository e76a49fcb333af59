package org.crmlake.ingest.batch;

import static org.apache.spark.sql.functions.bit_xor;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.xxhash64;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.crmlake.ingest.deadletter.DeadLetterFilter;
import org.crmlake.ingest.deadletter.DeadLetters;
import org.crmlake.ingest.lock.SourceLock;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.lake.CommittedBatch;
import org.crmlake.lake.CommittedBatches;
import org.crmlake.lake.DeadLetterState;
import org.crmlake.lake.DeadLettersTable;
import org.crmlake.lake.FencedAppend;
import org.crmlake.lake.FencedTable;
import org.crmlake.lake.LakeMerge;
import org.crmlake.lake.SparkLake;
import org.crmlake.model.BatchReport;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Tenant;

/**
 * Takes dead letters in again, under a mended mapping. It is a batch like any other, and the commit of its events is what makes it
 * count: before, its letters are only marked as being replayed, and a replay that finds such marks first looks whether the batch that
 * made them is in the lake. A letter that this very mapping has turned down already is left alone, so a replay that is repeated
 * changes nothing.
 */
public final class DeadLetterReplay {
    private final BatchIngest ingest;
    private final SparkLake lake;
    private final DeadLetters letters;
    private final Tenant tenant;
    private final IngestSettings settings;
    private final Clock clock;
    private final IngestListener listener;
    private final BatchJudge judge;
    private final EventWriter writer;

    DeadLetterReplay(
            BatchIngest ingest,
            SparkLake lake,
            Tenant tenant,
            IngestSettings settings,
            Clock clock,
            IngestListener listener,
            BatchJudge judge,
            EventWriter writer) {
        this.ingest = ingest;
        this.lake = lake;
        this.letters = new DeadLetters(lake);
        this.tenant = tenant;
        this.settings = settings;
        this.clock = clock;
        this.listener = listener;
        this.judge = judge;
        this.writer = writer;
    }

    /**
     * Takes in the open letters of the mapping's source that {@code filter} means.
     *
     * @throws CrmException of kind LOCKED if another process ingests the source, or changes the letters meanwhile; nothing is
     *     committed if it cannot be completed
     */
    public ReplayReport run(DeadLetterFilter filter, Mapping mapping) {
        Instant started = clock.instant();
        try (SourceLock lock = ingest.lock(mapping.source())) {
            ingest.deadLettersTable();
            FencedTable events = ingest.events(mapping.source());
            CommittedBatches committed = ingest.committed(events);
            letters.settle(mapping.source(), id -> committed.find(id).isPresent(), started);
            return with(filter, mapping, (chosen, batch, judgement) -> {
                write(chosen, batch, judgement, mapping, started, events);
                return new ReplayReport(
                        ingest.report(judgement, batch.id(), started), batch.unchanged(), List.of(), List.of());
            });
        }
    }

    /** Returns what {@link #run} would do; writes nothing. */
    public ReplayReport plan(DeadLetterFilter filter, Mapping mapping) {
        Instant started = clock.instant();
        return with(
                filter,
                mapping,
                (chosen, batch, judgement) -> new ReplayReport(
                        ingest.report(judgement, batch.id(), started),
                        batch.unchanged(),
                        PlanSamples.events(JudgedTransform.events(writer.events(judgement), batch.id(), started)),
                        PlanSamples.rejectedAgain(judgement.rejections())));
    }

    private record Batch(String id, String positions, long letters, long unchanged) {}

    @FunctionalInterface
    private interface Work {
        ReplayReport on(Dataset<Row> chosen, Batch batch, Judgement judgement);
    }

    private ReplayReport with(DeadLetterFilter filter, Mapping mapping, Work work) {
        Column tried = col(DeadLettersTable.RULES).equalTo(BatchId.ofRules(mapping, settings));
        Dataset<Row> open = letters.find(filter.of(mapping.source(), DeadLetterState.OPEN));
        long unchanged = open.where(tried).count();
        Dataset<Row> chosen = ReplayTransform.letters(
                        open.where(not(tried)), letters.find(DeadLetterFilter.ALL.of(mapping.source())))
                .persist(StorageLevel.MEMORY_AND_DISK());
        String name = "the dead letters of source " + mapping.source();
        try {
            return SparkFailures.translate(name, () -> {
                Batch batch = batch(chosen, mapping, unchanged);
                if (batch.letters() == 0) {
                    return new ReplayReport(
                            new BatchReport(batch.id(), 0, 0, 0, 0, 0, Duration.ZERO), unchanged, List.of(), List.of());
                }
                try (BatchLog log = new BatchLog(tenant, mapping.source(), batch.id());
                        Judgement judgement = judge.judgeAgain(mapping, chosen, batch.id())) {
                    return work.on(chosen, batch, judgement);
                }
            });
        } finally {
            chosen.unpersist();
        }
    }

    /** The letters and how often they have been tried make the batch what it is. */
    private Batch batch(Dataset<Row> chosen, Mapping mapping, long unchanged) {
        Row digest = chosen.agg(
                        count(lit(1)),
                        count_distinct(col(ReplayTransform.NUMBER)),
                        bit_xor(xxhash64(col(DeadLettersTable.FINGERPRINT), col(DeadLettersTable.ATTEMPT))))
                .head();
        if (digest.getLong(0) != digest.getLong(1)) {
            throw new CrmException(
                    Kind.DATA,
                    "Cannot replay " + digest.getLong(0) + " dead letters of source " + mapping.source()
                            + " at once: two of them have fingerprints of one hash. Replay them in parts, with --from and"
                            + " --to.");
        }
        String positions = "dead letters " + digest.getLong(0) + " "
                + (digest.isNullAt(2) ? "0" : Long.toHexString(digest.getLong(2)));
        return new Batch(BatchId.of(tenant, mapping, settings, positions), positions, digest.getLong(0), unchanged);
    }

    private void write(
            Dataset<Row> chosen,
            Batch batch,
            Judgement judgement,
            Mapping mapping,
            Instant started,
            FencedTable eventsTable) {
        CommittedBatch commit = BatchIngest.commit(
                ingest.report(judgement, batch.id(), started), judgement, mapping.source(), batch.positions());
        mark(chosen, batch, judgement, mapping, started, commit);
        Dataset<Row> events = writer.events(judgement);
        if (judgement.accepted() > 0) {
            writer.writeTimeline(judgement, events, batch.id());
        } else {
            events = events.limit(0);
        }
        writer.writeLake(
                new FencedAppend(eventsTable), judgement, JudgedTransform.events(events, batch.id(), started), commit);
        letters.settle(mapping.source(), Predicate.isEqual(batch.id()), started);
    }

    /** What somebody has discarded or replayed since it was chosen is not marked, and must not be taken in. */
    private void mark(
            Dataset<Row> chosen,
            Batch batch,
            Judgement judgement,
            Mapping mapping,
            Instant started,
            CommittedBatch commit) {
        Dataset<Row> merged = ReplayTransform.merged(
                chosen, judgement.rejections(), batch.id(), BatchId.ofRules(mapping, settings), started);
        String table = DeadLettersTable.TABLE.name() + ".";
        Column unchanged = col(table + DeadLettersTable.STATE)
                .equalTo(DeadLetterState.OPEN.text())
                .and(col(table + DeadLettersTable.ATTEMPT)
                        .equalTo(col(LakeMerge.MERGED + "." + ReplayTransform.ATTEMPT_BEFORE)));
        long expected = merged.where(col(DeadLettersTable.STATE).equalTo(DeadLetterState.REPLAYING.text()))
                .count();
        new LakeMerge(lake)
                .run(merged, DeadLettersTable.TABLE, DeadLettersTable.FINGERPRINT, unchanged, commit.summary());
        long marked = letters.find(DeadLetterFilter.ALL.of(mapping.source(), DeadLetterState.REPLAYING))
                .where(col(DeadLettersTable.REPLAY_BATCH_ID).equalTo(batch.id()))
                .count();
        if (marked != expected) {
            throw new CrmException(
                    Kind.LOCKED,
                    "Cannot replay the dead letters of source " + mapping.source() + ": somebody else has changed "
                            + (expected - marked) + " of them meanwhile. Nothing was committed; repeat the command.");
        }
        listener.reached(
                IngestStep.DEAD_LETTERS_WRITTEN,
                marked + " dead letters being replayed, " + judgement.rejected() + " turned down again");
    }
}
