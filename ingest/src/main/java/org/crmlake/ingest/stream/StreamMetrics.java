package org.crmlake.ingest.stream;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.crmlake.model.BatchReport;
import org.crmlake.model.CrmException;
import org.crmlake.model.Tenant;

/**
 * How an ingester gets on, in the text format of Prometheus. Every series is labelled with tenant and source. Names and units are those
 * of docs/ingest.md. Written by the thread that ingests, read by any.
 */
public final class StreamMetrics implements StreamListener {
    private static final double[] SECONDS = {0.5, 1, 2, 5, 10, 20, 60, 300, 1800};

    private final String labels;
    private final Clock clock;
    private final Map<String, Long> records = new TreeMap<>();
    private final long[] batchesUpTo = new long[SECONDS.length];
    private SortedMap<String, Long> behind = new TreeMap<>();
    private long batches;
    private long unreadable;
    private double secondsInAll;
    private Instant lastCommit;
    private Instant lookedAt;
    private Instant completeAsOf;

    /**
     * @param source the name of the mapping's source, which is an identifier
     */
    public StreamMetrics(Tenant tenant, String source, Clock clock) {
        // Neither name can have a quote, a backslash or a line end, which would have to be escaped.
        this.labels = "tenant=\"" + tenant.name() + "\",source=\"" + source + "\"";
        this.clock = requireNonNull(clock, "clock is null");
        for (String outcome : new String[] {"accepted", "rejected", "filtered", "duplicate"}) {
            records.put(outcome, 0L);
        }
    }

    @Override
    public synchronized void looking() {
        lookedAt = clock.instant();
    }

    @Override
    public synchronized void taken(BatchReport batch) {
        records.merge("accepted", batch.accepted(), Long::sum);
        records.merge("rejected", batch.rejected(), Long::sum);
        records.merge("filtered", batch.filtered(), Long::sum);
        records.merge("duplicate", batch.duplicates(), Long::sum);
        batches++;
        double seconds = batch.took().toNanos() / 1e9;
        secondsInAll += seconds;
        for (int i = 0; i < SECONDS.length; i++) {
            batchesUpTo[i] += seconds <= SECONDS[i] ? 1 : 0;
        }
        lastCommit = clock.instant();
    }

    @Override
    public synchronized void passedOver(CrmException reason) {
        unreadable++;
    }

    @Override
    public synchronized void behind(SortedMap<String, Long> waiting) {
        behind = new TreeMap<>(waiting);
        if (waiting.values().stream().allMatch(count -> count == 0)) {
            completeAsOf = lookedAt;
        }
    }

    /** Returns all series, as of now. */
    public synchronized String text() {
        StringBuilder text = new StringBuilder();
        head(text, "records_total", "counter", "Records taken in since the start, by what became of them.");
        records.forEach((outcome, count) -> line(text, "records_total", "outcome", outcome, count));
        head(text, "unreadable_total", "counter", "Batches that could not be read and were left lying.");
        line(text, "unreadable_total", unreadable);
        head(text, "batch_seconds", "histogram", "How long a batch took, from reading to commit.");
        for (int i = 0; i < SECONDS.length; i++) {
            line(text, "batch_seconds_bucket", "le", Double.toString(SECONDS[i]), batchesUpTo[i]);
        }
        line(text, "batch_seconds_bucket", "le", "+Inf", batches);
        line(text, "batch_seconds_sum", secondsInAll);
        line(text, "batch_seconds_count", batches);
        if (!behind.isEmpty()) {
            head(text, "lag", "gauge", "Records of a partition, or files of a folder, that wait to be taken in.");
            behind.forEach((partition, count) -> line(text, "lag", "partition", partition, count));
        }
        if (lastCommit != null) {
            head(text, "last_commit_timestamp_seconds", "gauge", "When the last batch was committed.");
            line(text, "last_commit_timestamp_seconds", seconds(lastCommit));
        }
        if (completeAsOf != null) {
            head(text, "complete_timestamp_seconds", "gauge", "All that had come by then is in both stores.");
            line(text, "complete_timestamp_seconds", seconds(completeAsOf));
            head(text, "freshness_seconds", "gauge", "How long ago that was when this was written.");
            line(
                    text,
                    "freshness_seconds",
                    Duration.between(completeAsOf, clock.instant()).toMillis() / 1000.0);
        }
        return text.toString();
    }

    private static double seconds(Instant instant) {
        return instant.toEpochMilli() / 1000.0;
    }

    private static void head(StringBuilder text, String name, String type, String help) {
        text.append("# HELP crmlake_ingest_")
                .append(name)
                .append(' ')
                .append(help)
                .append('\n');
        text.append("# TYPE crmlake_ingest_")
                .append(name)
                .append(' ')
                .append(type)
                .append('\n');
    }

    private void line(StringBuilder text, String name, Number value) {
        text.append("crmlake_ingest_").append(name).append('{').append(labels).append("} ");
        text.append(number(value)).append('\n');
    }

    private void line(StringBuilder text, String name, String label, String of, long value) {
        text.append("crmlake_ingest_").append(name).append('{').append(labels).append(',');
        text.append(label).append("=\"").append(of).append("\"} ").append(value).append('\n');
    }

    private static String number(Number value) {
        return value instanceof Double seconds ? BigDecimal.valueOf(seconds).toPlainString() : value.toString();
    }
}
