package org.crmlake.ingest.batch;

import java.util.List;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.crmlake.hbase.TimelineBulkLoad;
import org.crmlake.hbase.TimelineStore;
import org.crmlake.ingest.decode.DecodeSettings;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.source.BatchInput;
import org.crmlake.ingest.source.RecordInput;
import org.crmlake.lake.SparkLake;
import org.crmlake.model.Tenant;

/** Reads a batch and tells what is to become of each of its records. Writes nothing. */
final class BatchJudge {
    private final SparkSession spark;
    private final Configuration conf;
    private final Tenant tenant;
    private final IngestSettings settings;
    private final IngestListener listener;
    private final RememberedIds remembered = new RememberedIds();

    BatchJudge(
            SparkSession spark, Configuration conf, Tenant tenant, IngestSettings settings, IngestListener listener) {
        this.spark = spark;
        this.conf = conf;
        this.tenant = tenant;
        this.settings = settings;
        this.listener = listener;
    }

    /** Judges the records of {@code input}. */
    Judgement judge(Mapping mapping, BatchInput input, String batchId) {
        List<String> places = isStep(input) ? input.origins() : List.of();
        return judge(
                new CandidateSource(spark, conf).read(mapping, input, decode(mapping, places)),
                mapping,
                tally -> stored(batchId).around(tally));
    }

    /**
     * Judges dead letters, as if they came for the first time.
     *
     * @param letters rows of {@link ReplayTransform#letters}
     */
    Judgement judgeAgain(Mapping mapping, Dataset<Row> letters, String batchId) {
        return judge(
                new CandidateSource(spark, conf).readAgain(mapping, letters, decode(mapping, List.of())),
                mapping,
                tally -> stored(batchId).eventsAround(tally));
    }

    /** Returns what the lake has of others than the batch {@code batchId}. */
    StoredIdentities stored(String batchId) {
        return new StoredIdentities(new SparkLake(spark, tenant), remembered, batchId);
    }

    static boolean isStep(BatchInput input) {
        return input instanceof RecordInput records && records.isStep();
    }

    private Judgement judge(CandidateSource.Read read, Mapping mapping, Function<Tally, Stored> stored) {
        try (CandidateIndex index = CandidateIndex.of(read.rows())) {
            Tally tally = index.tally();
            listener.reached(IngestStep.DECODED, tally.read() + " records decoded and mapped");
            Judgement judgement = Judgement.of(read, index, stored.apply(tally), mapping.source());
            listener.reached(IngestStep.JUDGED, judgement.duplicates() + " duplicates found");
            return judgement;
        }
    }

    private DecodeSettings decode(Mapping mapping, List<String> places) {
        return new DecodeSettings(
                mapping.source(),
                TimelineBulkLoad.regionStartKeys(conf, tenant),
                settings.maxRecordBytes(),
                places,
                settings.contracts(),
                TimelineStore.largestCell(conf));
    }
}
