package org.crmlake.ingest.stream;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.crmlake.ingest.batch.BatchIngest;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.source.BatchInput;
import org.crmlake.model.BatchReport;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/** What a stream does at each trigger: plan a batch, and take it. Both come from one thread, in turns. */
final class StreamSteps {
    private final BatchIngest batches;
    private final MicroBatches source;
    private final Mapping mapping;
    private final Set<String> known;
    private final Optional<Duration> endAfter;
    private final StreamListener listener;
    private BatchInput planned;
    private StreamReport report = StreamReport.NOTHING;
    private long lastNew = System.nanoTime();
    private volatile boolean ended;

    /**
     * @param source begun already
     * @param known the ids of the batches that are in
     * @param endAfter how long there must be nothing new for the stream to end; empty: it never ends by itself
     */
    StreamSteps(
            BatchIngest batches,
            MicroBatches source,
            Mapping mapping,
            Set<String> known,
            Optional<Duration> endAfter,
            StreamListener listener) {
        this.batches = batches;
        this.source = source;
        this.mapping = mapping;
        this.known = known;
        this.endAfter = endAfter;
        this.listener = listener;
    }

    /** Returns the positions of the next batch that is not in, or empty if there is nothing at present. */
    Optional<String> plan() {
        if (ended) {
            return Optional.empty();
        }
        Optional<BatchInput> next;
        do {
            listener.looking();
            next = source.next();
        } while (next.isPresent() && known.contains(batches.batchId(next.get(), mapping)));
        planned = next.orElse(null);
        if (next.isEmpty()) {
            listener.behind(source.waiting());
            ended = isIdleSince(lastNew);
        }
        return next.map(BatchInput::positions);
    }

    /** Takes the batch that was planned, which has these positions. */
    void take(String positions) {
        if (planned == null || !planned.positions().equals(positions)) {
            throw new IllegalStateException("A batch was not planned: " + positions);
        }
        try {
            BatchReport batch = batches.take(planned, mapping);
            listener.taken(batch);
            report = report.plus(batch);
        } catch (CrmException e) {
            if (e.kind() != Kind.DATA || !source.mayPassOver()) {
                throw e;
            }
            listener.passedOver(e);
            report = report.plusUnreadable();
        }
        lastNew = System.nanoTime();
        listener.behind(source.waiting());
    }

    /** Returns whether there has been nothing new for long enough. Any thread may ask. */
    boolean ended() {
        return ended;
    }

    /** Returns what was taken in; the query must have ended. */
    StreamReport report() {
        return report;
    }

    private boolean isIdleSince(long lastNew) {
        return endAfter.filter(longest -> System.nanoTime() - lastNew >= longest.toNanos())
                .isPresent();
    }
}
