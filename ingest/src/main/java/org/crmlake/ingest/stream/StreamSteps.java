package org.crmlake.ingest.stream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.crmlake.ingest.source.BatchInput;
import org.crmlake.model.BatchReport;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a stream does at each trigger: plan a batch, and take it. Both come from one thread, in turns.
 *
 * <p>Where batches do not depend on each other, one that cannot be taken is named and left lying, whether the file or how the mapping
 * fits it is to blame. A store that does not answer is another thing: the same batch is tried again, for a while, and once more when
 * another one is in. If it is the only one that a store does not answer for, as where the one machine is gone that had its blocks, it
 * is left lying too.
 */
final class StreamSteps {
    private static final Logger LOG = LoggerFactory.getLogger(StreamSteps.class);
    /** As long as is waited for a broker of Kafka. The clients of the stores have waited before. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Batches batches;
    private final MicroBatches source;
    private final Optional<Duration> endAfter;
    private final StreamListener listener;
    private final Clock clock;
    private BatchInput planned;
    /** What was planned and has to be tried again, or null. */
    private BatchInput again;
    /** Since when a store has not answered, or null. */
    private Instant failingSince;
    /** A batch that could not be read for so long, until another one tells whether the batch or the store is to blame; or null. */
    private Doubt doubt;

    /** Takes in the batches of one source. */
    interface Batches {
        /** Returns whether {@code input} was in when the stream began. */
        boolean isIn(BatchInput input);

        /** @throws CrmException if {@code input} cannot be taken in; nothing of it is in then */
        BatchReport take(BatchInput input);
    }

    private record Doubt(BatchInput batch, CrmException failure) {}

    private StreamReport report = StreamReport.NOTHING;
    private long lastNew = System.nanoTime();
    private volatile boolean ended;

    /**
     * @param source begun already
     * @param endAfter how long there must be nothing new for the stream to end; empty: it never ends by itself
     */
    StreamSteps(
            Batches batches, MicroBatches source, Optional<Duration> endAfter, StreamListener listener, Clock clock) {
        this.batches = batches;
        this.source = source;
        this.endAfter = endAfter;
        this.listener = listener;
        this.clock = clock;
    }

    /** Returns the positions of the next batch that is not in, or empty if there is nothing at present. */
    Optional<String> plan() {
        if (ended) {
            return Optional.empty();
        }
        Optional<BatchInput> next;
        try {
            next = again == null ? look() : Optional.of(again);
        } catch (CrmException e) {
            tryAgain(e);
            return Optional.empty();
        }
        again = null;
        if (next.isEmpty() && doubt != null) {
            throw doubt.failure;
        }
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
            BatchReport batch = batches.take(planned);
            listener.taken(batch);
            report = report.plus(batch);
            failingSince = null;
            if (doubt != null) {
                // The store may have come back since it was last asked for that one.
                again = isDoubted(planned) ? null : doubt.batch;
                doubt = isDoubted(planned) ? null : doubt;
            }
        } catch (CrmException e) {
            if (!isToBlame(planned, e)) {
                if (doubt == null && isPast(e)) {
                    doubt = new Doubt(planned, e);
                    failingSince = null;
                } else {
                    tryAgain(e);
                    again = planned;
                }
                return;
            }
            failingSince = null;
            passOver(planned, e);
            doubt = isDoubted(planned) ? null : doubt;
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

    /** Returns whether {@code batch} is, or how the mapping fits it, and not a store that may yet answer. */
    private boolean isToBlame(BatchInput batch, CrmException failure) {
        return source.mayPassOver()
                && (failure.kind() == Kind.DATA
                        || failure.kind() == Kind.CONFIG
                        || (failure.kind() == Kind.EXTERNAL && isDoubted(batch)));
    }

    private boolean isDoubted(BatchInput batch) {
        return doubt != null && doubt.batch == batch;
    }

    private void passOver(BatchInput batch, CrmException failure) {
        listener.passedOver(leftLying(batch.name(), failure));
        report = report.plusUnreadable();
    }

    /** A look that succeeds ends what failed before it. */
    private Optional<BatchInput> look() {
        Optional<BatchInput> next = next();
        failingSince = null;
        return next;
    }

    private Optional<BatchInput> next() {
        Optional<BatchInput> next;
        do {
            listener.looking();
            next = source.next();
        } while (next.isPresent() && batches.isIn(next.get()));
        return next;
    }

    /** Returns whether {@code failure} might have passed by itself, and has lasted too long for that. */
    private boolean isPast(CrmException failure) {
        return source.mayPassOver()
                && failure.kind() == Kind.EXTERNAL
                && failingSince != null
                && failingSince.plus(PATIENCE).isBefore(clock.instant());
    }

    /** Throws {@code failure} unless it may pass by itself and has not lasted too long. */
    private void tryAgain(CrmException failure) {
        if (!source.mayPassOver() || failure.kind() != Kind.EXTERNAL || isPast(failure)) {
            // What might be the fault of a file that is in doubt is told with its name.
            throw doubt == null || failure.kind() != Kind.EXTERNAL ? failure : doubt.failure;
        }
        failingSince = failingSince == null ? clock.instant() : failingSince;
        LOG.warn("Trying again: {}", failure.getMessage());
    }

    /** A mapping says what is wrong with it, and not with which file. */
    private CrmException leftLying(String name, CrmException failure) {
        String reason = failure.getMessage();
        return reason.contains(name)
                ? failure
                : new CrmException(
                        failure.kind(),
                        "Cannot ingest " + Printable.of(name, 500) + ": " + Printable.of(reason, 500)
                                + " The file was left lying; mend it or the mapping and run the command again.",
                        failure);
    }

    private boolean isIdleSince(long lastNew) {
        return endAfter.filter(longest -> System.nanoTime() - lastNew >= longest.toNanos())
                .isPresent();
    }
}
