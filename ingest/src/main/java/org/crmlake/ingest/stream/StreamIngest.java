package org.crmlake.ingest.stream;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Set;
import org.crmlake.hbase.HBaseSession;
import org.crmlake.ingest.batch.BatchIngest;
import org.crmlake.ingest.lock.SourceLock;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.source.BatchInput;
import org.crmlake.lake.CommittedBatches;
import org.crmlake.model.BatchReport;
import org.crmlake.model.CrmException;

/**
 * Takes in a source that never ends, as a query of Structured Streaming: each of its batches exactly as {@link BatchIngest} takes in the
 * files of a path, timeline, dead letters, and the lake's commit last. Where to begin is read from that commit and from nowhere else.
 */
public final class StreamIngest {
    private final BatchIngest batches;
    private final StreamSettings settings;
    private final StopSignal stop;
    private final StreamListener listener;

    public StreamIngest(BatchIngest batches, StreamSettings settings, StopSignal stop, StreamListener listener) {
        this.batches = requireNonNull(batches, "batches is null");
        this.settings = requireNonNull(settings, "settings is null");
        this.stop = requireNonNull(stop, "stop is null");
        this.listener = requireNonNull(listener, "listener is null");
    }

    /**
     * Runs until it is told to stop, or there has been nothing new for as long as the settings say.
     *
     * @throws CrmException if a batch cannot be completed, of kind LOCKED if another process ingests the source; all batches that
     *     were reported to the listener are in
     */
    public StreamReport run(MicroBatches source, Mapping mapping) {
        long started = System.nanoTime();
        try (SourceLock lock = batches.lock(mapping.source());
                HBaseSession connected = batches.connect()) {
            CommittedBatches committed = batches.committed();
            source.begin(committed);
            StreamSteps steps = new StreamSteps(
                    batches(mapping, committed.ids()), source, settings.endAfter(), listener, batches.clock());
            StreamQuery.run(batches.spark(), mapping.source(), settings.interval(), steps, stop);
            return steps.report().after(Duration.ofNanos(System.nanoTime() - started));
        }
    }

    private StreamSteps.Batches batches(Mapping mapping, Set<String> known) {
        return new StreamSteps.Batches() {
            @Override
            public boolean isIn(BatchInput input) {
                return batches.isIn(known, input, mapping);
            }

            @Override
            public BatchReport take(BatchInput input) {
                return batches.take(input, mapping);
            }
        };
    }
}
