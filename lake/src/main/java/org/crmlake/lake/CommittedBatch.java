package org.crmlake.lake;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a commit says of the batch that made it, in the summary of its snapshot. It is there exactly if the batch's rows are.
 *
 * @param batchId the batch
 * @param source the name of the source
 * @param positions what was read of the source, in the source's own words; a restart begins there
 * @param read all records
 * @param accepted new events
 * @param rejected new dead letters
 * @param filtered rows that the mapping leaves out on purpose
 * @param duplicates records that were there already
 * @param days the days, in UTC, that have new events: what is computed by day has to be computed again for exactly these
 */
public record CommittedBatch(
        String batchId,
        String source,
        String positions,
        long read,
        long accepted,
        long rejected,
        long filtered,
        long duplicates,
        SortedSet<LocalDate> days) {

    /** Keys of the snapshot summary. Spark turns keys to lower case, so they are. */
    public static final String BATCH_ID = "crmlake.batch-id";

    public static final String SOURCE = "crmlake.source";
    public static final String POSITIONS = "crmlake.positions";
    public static final String READ = "crmlake.read";
    public static final String ACCEPTED = "crmlake.accepted";
    public static final String REJECTED = "crmlake.rejected";
    public static final String FILTERED = "crmlake.filtered";
    public static final String DUPLICATES = "crmlake.duplicates";
    public static final String DAYS = "crmlake.days";

    public CommittedBatch {
        requireNonNull(batchId, "batchId is null");
        requireNonNull(source, "source is null");
        requireNonNull(positions, "positions is null");
        days = Collections.unmodifiableSortedSet(new TreeSet<>(days));
    }

    /** Returns the batch as the entries of a snapshot summary. */
    public Map<String, String> summary() {
        Map<String, String> summary = new LinkedHashMap<>();
        summary.put(BATCH_ID, batchId);
        summary.put(SOURCE, source);
        summary.put(POSITIONS, positions);
        summary.put(READ, Long.toString(read));
        summary.put(ACCEPTED, Long.toString(accepted));
        summary.put(REJECTED, Long.toString(rejected));
        summary.put(FILTERED, Long.toString(filtered));
        summary.put(DUPLICATES, Long.toString(duplicates));
        summary.put(DAYS, DayRanges.text(days));
        return summary;
    }

    /** Returns the batch that a snapshot summary tells of, or empty if the snapshot was made by something else. */
    static Optional<CommittedBatch> of(Map<String, String> summary) {
        if (!summary.containsKey(BATCH_ID)) {
            return Optional.empty();
        }
        return Optional.of(new CommittedBatch(
                summary.get(BATCH_ID),
                summary.getOrDefault(SOURCE, ""),
                summary.getOrDefault(POSITIONS, ""),
                count(summary, READ),
                count(summary, ACCEPTED),
                count(summary, REJECTED),
                count(summary, FILTERED),
                count(summary, DUPLICATES),
                DayRanges.parse(summary.getOrDefault(DAYS, ""))));
    }

    private static long count(Map<String, String> summary, String key) {
        return Long.parseLong(summary.getOrDefault(key, "0"));
    }
}
