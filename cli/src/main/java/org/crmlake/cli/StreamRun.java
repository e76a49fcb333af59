package org.crmlake.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.util.SignalUtils;
import org.crmlake.ingest.batch.IngestStep;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.mapping.MappingFile;
import org.crmlake.ingest.stream.BatchPlanFile;
import org.crmlake.ingest.stream.FolderMicroBatches;
import org.crmlake.ingest.stream.KafkaMicroBatches;
import org.crmlake.ingest.stream.KafkaSettings;
import org.crmlake.ingest.stream.MicroBatches;
import org.crmlake.ingest.stream.StopSignal;
import org.crmlake.ingest.stream.StreamIngest;
import org.crmlake.ingest.stream.StreamListener;
import org.crmlake.ingest.stream.StreamMetrics;
import org.crmlake.ingest.stream.StreamReport;
import org.crmlake.ingest.stream.StreamSettings;
import org.crmlake.model.BatchReport;
import org.crmlake.model.CrmException;

/** What {@code ingest --follow} and {@code ingest kafka} do with Spark: loaded only when they run. */
final class StreamRun {
    private final Invocation invocation;
    private final Mapping mapping;
    private final StreamSettings settings;
    private final MetricsOptions where;
    private final StreamMetrics metrics;

    StreamRun(Invocation invocation, Path mappingFile, StreamOptions options, MetricsOptions where) {
        this.invocation = invocation;
        this.mapping = mappingFile == null ? Mapping.SEGMENT : MappingFile.read(mappingFile);
        this.settings = new StreamSettings(options.interval, options.endAfter());
        this.where = where;
        this.metrics = new StreamMetrics(
                invocation.tenant(), mapping.source(), invocation.shell().clock());
    }

    /** Takes in the files that arrive in a folder. */
    int folder(String path) {
        Configuration configuration = StoreSettings.of(invocation).configuration();
        return run(() -> new FolderMicroBatches(configuration, path));
    }

    /** Takes in the records of a topic. */
    int kafka(KafkaSettings kafka) {
        Configuration configuration = StoreSettings.of(invocation).configuration();
        return run(() -> new KafkaMicroBatches(
                kafka, mapping.source(), new BatchPlanFile(configuration, invocation.tenant(), mapping.source())));
    }

    private int run(Supplier<MicroBatches> source) {
        StopSignal stop = new StopSignal();
        // Before Spark starts: a port that is taken is told at once.
        try (MetricsPort port = where.port == null ? null : MetricsPort.open(where.port, metrics::text)) {
            if (port != null) {
                invocation.say("Metrics are at " + port.url());
            }
            return run(source, stop);
        }
    }

    private int run(Supplier<MicroBatches> source, StopSignal stop) {
        StreamReport report = IngestRun.with(invocation, this::tell, batches -> {
            for (String signal : List.of("TERM", "INT")) {
                SignalUtils.register(signal, () -> {
                    invocation.say("Stopping after this batch.");
                    stop.give();
                    return true;
                });
            }
            try (MicroBatches open = source.get()) {
                return new StreamIngest(batches, settings, stop, new Speaker()).run(open, mapping);
            }
        });
        invocation.result(result(report));
        if (report.unreadable() > 0) {
            invocation.complain("Cannot read " + report.unreadable()
                    + (report.unreadable() == 1 ? " file" : " files")
                    + ", see above. The others are in; replace them and run the command again.");
            return ExitCode.FAILED;
        }
        return ExitCode.DONE;
    }

    /** A stream goes on for days: its steps are for those who ask for more words. */
    private void tell(IngestStep step, String detail) {
        if (invocation.verbose()) {
            invocation.say("  " + detail);
        }
    }

    private static Map<String, Object> result(StreamReport report) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("batches", report.batches());
        result.put("unreadable", report.unreadable());
        result.put("read", report.read());
        result.put("accepted", report.accepted());
        result.put("rejected", report.rejected());
        result.put("filtered", report.filtered());
        result.put("duplicates", report.duplicates());
        result.put("seconds", report.took());
        return result;
    }

    /** Tells the person and the metrics. */
    private final class Speaker implements StreamListener {
        @Override
        public void looking() {
            metrics.looking();
        }

        @Override
        public void behind(SortedMap<String, Long> waiting) {
            metrics.behind(waiting);
            if (where.file != null) {
                new MetricsFile(where.file).write(metrics.text());
            }
        }

        @Override
        public void taken(BatchReport batch) {
            metrics.taken(batch);
            invocation.say("%s: %,d read = %,d accepted + %,d rejected + %,d filtered + %,d duplicates in %.1f s"
                    .formatted(
                            batch.batchId(),
                            batch.read(),
                            batch.accepted(),
                            batch.rejected(),
                            batch.filtered(),
                            batch.duplicates(),
                            batch.took().toMillis() / 1000.0));
        }

        @Override
        public void passedOver(CrmException reason) {
            metrics.passedOver(reason);
            invocation.complain(reason.getMessage());
        }
    }
}
