package org.crmlake.ingest.stream;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.crmlake.model.BatchReport;

/**
 * What a stream has taken in since it was started.
 *
 * @param batches how many batches had records
 * @param unreadable how many batches could not be read and were left lying
 * @param read all records; the sum of the next four
 * @param accepted events new in both stores
 * @param rejected new dead letters
 * @param filtered records left out on purpose
 * @param duplicates records that were there already
 * @param took how long it ran
 */
public record StreamReport(
        long batches,
        long unreadable,
        long read,
        long accepted,
        long rejected,
        long filtered,
        long duplicates,
        Duration took) {
    static final StreamReport NOTHING = new StreamReport(0, 0, 0, 0, 0, 0, 0, Duration.ZERO);

    public StreamReport {
        requireNonNull(took, "took is null");
    }

    StreamReport plus(BatchReport batch) {
        return new StreamReport(
                batches + (batch.read() > 0 ? 1 : 0),
                unreadable,
                read + batch.read(),
                accepted + batch.accepted(),
                rejected + batch.rejected(),
                filtered + batch.filtered(),
                duplicates + batch.duplicates(),
                took);
    }

    StreamReport plusUnreadable() {
        return new StreamReport(batches, unreadable + 1, read, accepted, rejected, filtered, duplicates, took);
    }

    StreamReport after(Duration all) {
        return new StreamReport(batches, unreadable, read, accepted, rejected, filtered, duplicates, all);
    }
}
