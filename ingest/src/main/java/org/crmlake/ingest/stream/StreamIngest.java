package org.crmlake.ingest.stream;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.crmlake.hbase.HBaseSession;
import org.crmlake.ingest.batch.BatchIngest;
import org.crmlake.ingest.lock.SourceLock;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.source.BatchInput;
import org.crmlake.lake.CommittedBatches;
import org.crmlake.model.BatchReport;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/**
 * Takes in a source that never ends, one batch after the other, each exactly as {@link BatchIngest} takes in the files of a path:
 * timeline, dead letters, and the lake's commit last. Where to begin is read from that commit and from nowhere else.
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
        StreamReport report = StreamReport.NOTHING;
        try (SourceLock lock = batches.lock(mapping.source());
                HBaseSession connected = batches.connect()) {
            CommittedBatches committed = batches.committed();
            Set<String> known = committed.ids();
            source.begin(committed);
            long lastNew = System.nanoTime();
            while (!stop.isGivenWithin(Duration.ZERO)) {
                long begun = System.nanoTime();
                listener.looking();
                Optional<BatchInput> next = source.next();
                if (next.isPresent() && known.contains(batches.batchId(next.get(), mapping))) {
                    continue;
                }
                if (next.isPresent()) {
                    report = take(next.get(), source, mapping, report);
                    lastNew = System.nanoTime();
                }
                listener.behind(source.waiting());
                if (next.isEmpty() && isIdleSince(lastNew)) {
                    break;
                }
                if (stop.isGivenWithin(settings.interval().minusNanos(System.nanoTime() - begun))) {
                    break;
                }
            }
        }
        return report.after(Duration.ofNanos(System.nanoTime() - started));
    }

    private StreamReport take(BatchInput input, MicroBatches source, Mapping mapping, StreamReport report) {
        try {
            BatchReport batch = batches.take(input, mapping);
            listener.taken(batch);
            return report.plus(batch);
        } catch (CrmException e) {
            if (e.kind() == Kind.DATA && source.mayPassOver()) {
                listener.passedOver(e);
                return report.plusUnreadable();
            }
            throw e;
        }
    }

    private boolean isIdleSince(long lastNew) {
        return settings.endAfter()
                .filter(longest -> System.nanoTime() - lastNew >= longest.toNanos())
                .isPresent();
    }
}
