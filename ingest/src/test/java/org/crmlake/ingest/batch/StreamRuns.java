package org.crmlake.ingest.batch;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.stream.MicroBatches;
import org.crmlake.ingest.stream.StopSignal;
import org.crmlake.ingest.stream.StreamIngest;
import org.crmlake.ingest.stream.StreamListener;
import org.crmlake.ingest.stream.StreamReport;
import org.crmlake.ingest.stream.StreamSettings;
import org.crmlake.model.BatchReport;
import org.crmlake.model.CrmException;

/** Streams that take what is there and end, and what they are given. */
final class StreamRuns {
    private StreamRuns() {}

    static StreamReport take(
            MicroBatches source, BatchIngest ingest, StopSignal stop, Mapping mapping, List<String> named) {
        StreamSettings settings = new StreamSettings(Duration.ofMillis(1), Optional.of(Duration.ZERO));
        StreamListener listener = new StreamListener() {
            @Override
            public void taken(BatchReport batch) {}

            @Override
            public void passedOver(CrmException reason) {
                named.add(reason.getMessage());
            }
        };
        try (source) {
            return new StreamIngest(ingest, settings, stop, listener).run(source, mapping);
        }
    }

    static List<Long> counts(StreamReport report) {
        return List.of(report.read(), report.accepted(), report.rejected(), report.filtered(), report.duplicates());
    }

    static String event(String id, String name) {
        return "{" + (id == null ? "" : "\"messageId\":\"" + id + "\",") + "\"type\":\"track\",\"event\":\"" + name
                + "\",\"userId\":\"u\",\"timestamp\":\"2026-01-31T12:00:00Z\"}";
    }
}
