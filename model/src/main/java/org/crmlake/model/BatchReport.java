package org.crmlake.model;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.crmlake.model.CrmException.Kind;

/**
 * What became of the records of one batch. Every record has exactly one outcome, so the counts add up or the batch is wrong;
 * a row that a mapping turns into several events counts once for each.
 *
 * @param batchId the batch
 * @param read all records
 * @param accepted new events, now in both stores
 * @param rejected new dead letters
 * @param filtered rows that the mapping leaves out on purpose
 * @param duplicates records whose event or dead letter was there already
 * @param took how long the batch ran; nothing if the clock was set back meanwhile
 */
public record BatchReport(
        String batchId, long read, long accepted, long rejected, long filtered, long duplicates, Duration took) {

    public BatchReport {
        requireNonNull(batchId, "batchId is null");
        requireNonNull(took, "took is null");
        took = took.isNegative() ? Duration.ZERO : took;
        if (read != accepted + rejected + filtered + duplicates) {
            throw new CrmException(
                    Kind.INTERNAL,
                    "Cannot account for batch " + batchId + ": read " + read + " records, but accepted " + accepted
                            + " + rejected "
                            + rejected + " + filtered " + filtered + " + duplicates " + duplicates + " = "
                            + (accepted + rejected + filtered + duplicates)
                            + ". Nothing was committed; please report this as a bug.");
        }
    }
}
