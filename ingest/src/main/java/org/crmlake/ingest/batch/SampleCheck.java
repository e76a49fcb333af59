package org.crmlake.ingest.batch;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.crmlake.ingest.decode.DecodeSettings;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.source.InputFiles;
import org.crmlake.model.BatchReport;

/** Decodes, maps and validates a sample, by the code that takes batches in, without a store. */
public final class SampleCheck {
    private static final String NO_BATCH = "none";

    private final SparkSession spark;
    private final Configuration conf;
    private final IngestSettings settings;
    private final Clock clock;

    /**
     * @param spark a session that need not know the lake
     * @param conf of the file systems that samples lie on
     */
    public SampleCheck(SparkSession spark, Configuration conf, IngestSettings settings, Clock clock) {
        this.spark = requireNonNull(spark, "spark is null");
        this.conf = requireNonNull(conf, "conf is null");
        this.settings = requireNonNull(settings, "settings is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * Returns what would become of the records of {@code path} in empty stores.
     *
     * @throws org.crmlake.model.CrmException of kind CONFIG if the mapping does not fit the sample, of kind DATA if there is nothing
     *     to read
     */
    public BatchPlan run(String path, Mapping mapping) {
        Instant started = clock.instant();
        InputFiles files = InputFiles.list(conf, path);
        byte[][] oneRegion = {new byte[0]};
        DecodeSettings decode = new DecodeSettings(
                mapping.source(), oneRegion, settings.maxRecordBytes(), List.of(), settings.contracts());
        return SparkFailures.translate(path, () -> {
            CandidateSource.Read read = new CandidateSource(spark, conf).read(mapping, files, decode);
            try (CandidateIndex index = CandidateIndex.of(read.rows());
                    Judgement judgement = Judgement.of(read, index, Stored.nothing(spark), mapping.source())) {
                return plan(judgement, files, mapping, started);
            }
        });
    }

    private BatchPlan plan(Judgement judgement, InputFiles files, Mapping mapping, Instant started) {
        BatchReport report = new BatchReport(
                NO_BATCH,
                judgement.tally().read(),
                judgement.accepted(),
                judgement.rejected(),
                judgement.tally().filtered(),
                judgement.duplicates(),
                Duration.between(started, clock.instant()));
        return new BatchPlan(
                report,
                mapping.source(),
                mapping.format().text(),
                files.files().size(),
                files.bytes(),
                judgement.tally().days().size(),
                NO_BATCH,
                PlanSamples.events(JudgedTransform.events(judgement.events(1), NO_BATCH, started)),
                PlanSamples.rejections(judgement.rejections()));
    }
}
