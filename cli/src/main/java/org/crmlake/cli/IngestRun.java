package org.crmlake.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.crmlake.cli.config.Keys;
import org.crmlake.cli.output.Format;
import org.crmlake.cli.output.JsonText;
import org.crmlake.ingest.batch.BatchIngest;
import org.crmlake.ingest.batch.BatchPlan;
import org.crmlake.ingest.batch.IngestListener;
import org.crmlake.ingest.batch.IngestSettings;
import org.crmlake.ingest.batch.SampleCheck;
import org.crmlake.ingest.contract.ContractFiles;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.mapping.MappingFile;
import org.crmlake.ingest.source.InputFiles;
import org.crmlake.ingest.stream.StreamMetrics;
import org.crmlake.lake.LakeCatalog;
import org.crmlake.lake.LakeSettings;
import org.crmlake.model.BatchReport;

/** What {@link IngestCommand} does with Spark: loaded only when it runs. */
final class IngestRun {
    private final Invocation invocation;
    private final String path;
    private final Mapping mapping;
    private final boolean showsProgress;

    /**
     * @param showsProgress whether to show how far the work is, if somebody looks on
     */
    IngestRun(Invocation invocation, String path, Path mappingFile, boolean showsProgress) {
        this.invocation = invocation;
        this.path = path;
        this.showsProgress = showsProgress && invocation.watched();
        // Read first: a mistake in it should not wait for Spark to start.
        this.mapping = mappingFile == null ? Mapping.SEGMENT : MappingFile.read(mappingFile);
    }

    /**
     * Takes the files in and writes the counts.
     *
     * @param metrics where to leave the metrics, or null
     */
    BatchReport ingest(Path metrics) {
        BatchReport report = with(batch -> batch.run(path, mapping));
        invocation.result(counts(report));
        if (metrics != null) {
            StreamMetrics series = new StreamMetrics(
                    invocation.tenant(), mapping.source(), invocation.shell().clock());
            series.taken(report);
            new MetricsFile(metrics).write(series.text());
        }
        return report;
    }

    /** Writes the plan, the counts and a few events, and nothing to the stores. */
    BatchReport plan() {
        return write(with(batch -> batch.plan(path, mapping)));
    }

    /** As {@link #plan}, but asks no store, so that nothing is known of duplicates but those of the sample itself. */
    BatchReport check() {
        IngestSettings settings = settings(invocation);
        return write(new SampleCheck(
                        SparkSessions.alone(),
                        new Configuration(),
                        settings,
                        invocation.shell().clock())
                .run(path, mapping));
    }

    private BatchReport write(BatchPlan plan) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("source", plan.source());
        result.put("format", plan.format());
        result.put("files", plan.files());
        result.put("bytes", plan.bytes());
        result.put("days", plan.days());
        result.put("timeline", plan.timeline());
        result.putAll(counts(plan.report()));
        if (invocation.format() == Format.TABLE) {
            number(result, "event", plan.samples());
            number(result, "rejection", plan.rejections());
        } else {
            result.put("events", plan.samples().stream().map(JsonText::new).toList());
            result.put("rejections", plan.rejections());
        }
        invocation.result(result);
        return plan.report();
    }

    private <T> T with(Function<BatchIngest, T> work) {
        if (!showsProgress) {
            return with(invocation, (step, detail) -> invocation.say("  " + detail), work);
        }
        // Listed once more for their size: what is not there is refused before Spark starts.
        long bytes = InputFiles.list(StoreSettings.of(invocation).configuration(), path)
                .bytes();
        try (BatchProgress progress = new BatchProgress(invocation.shell().err(), bytes, SparkStep::done)) {
            return with(invocation, progress, work);
        }
    }

    /** Does {@code work} with what takes batches in, on the stores that {@code invocation} is about. */
    static <T> T with(Invocation invocation, IngestListener listener, Function<BatchIngest, T> work) {
        IngestSettings settings = settings(invocation);
        SparkSession spark = SparkSessions.open(invocation);
        Configuration configuration = StoreSettings.of(invocation).configuration();
        try (LakeCatalog catalog = LakeCatalog.open(LakeSettings.onClusterOf(configuration), configuration)) {
            return work.apply(new BatchIngest(
                    spark,
                    configuration,
                    catalog,
                    invocation.tenant(),
                    settings,
                    invocation.shell().clock(),
                    listener));
        }
    }

    private static IngestSettings settings(Invocation invocation) {
        return new IngestSettings(
                invocation.configuration().value(Keys.BULK_LOAD_MIN_EVENTS),
                invocation.configuration().value(Keys.MAX_RECORD_BYTES),
                invocation
                        .configuration()
                        .value(Keys.CONTRACTS)
                        .map(ContractFiles::read)
                        .orElse(List.of()));
    }

    static Map<String, Object> counts(BatchReport report) {
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("batch_id", report.batchId());
        counts.put("read", report.read());
        counts.put("accepted", report.accepted());
        counts.put("rejected", report.rejected());
        counts.put("filtered", report.filtered());
        counts.put("duplicates", report.duplicates());
        counts.put("seconds", report.took());
        return counts;
    }

    static void number(Map<String, Object> result, String name, List<String> texts) {
        for (int i = 0; i < texts.size(); i++) {
            result.put(name + " " + (i + 1), texts.get(i));
        }
    }
}
