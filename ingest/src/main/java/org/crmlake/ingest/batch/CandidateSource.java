package org.crmlake.ingest.batch;

import static org.apache.spark.sql.functions.col;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.crmlake.ingest.decode.Candidates;
import org.crmlake.ingest.decode.DecodeSettings;
import org.crmlake.ingest.decode.DecodedRows;
import org.crmlake.ingest.decode.MappedCandidates;
import org.crmlake.ingest.decode.RowDecoder;
import org.crmlake.ingest.decode.SegmentCandidates;
import org.crmlake.ingest.mapping.CompiledMapping;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.mapping.MappingCompiler;
import org.crmlake.ingest.mapping.SourceFormat;
import org.crmlake.ingest.source.BatchInput;
import org.crmlake.ingest.source.InputFiles;
import org.crmlake.ingest.source.InternalRows;
import org.crmlake.ingest.source.LineRecord;
import org.crmlake.ingest.source.LineRecords;
import org.crmlake.ingest.source.RecordInput;

/** Reads the records of a batch as candidates. */
final class CandidateSource {
    private final SparkSession spark;
    private final Configuration conf;

    CandidateSource(SparkSession spark, Configuration conf) {
        this.spark = spark;
        this.conf = conf;
    }

    /**
     * Returns rows of {@link Candidates}, one partition for each region of the timeline.
     *
     * <p>The rows are read and decoded once, when they are first asked for. What follows reads them from Spark's shuffle files,
     * which have to be written anyway to bring the events of a region together.
     */
    Dataset<Row> read(Mapping mapping, BatchInput input, DecodeSettings settings) {
        int regions = settings.regionStartKeys().length;
        Dataset<Row> byRegion = InternalRows.dataset(spark, decoded(mapping, input, settings), Candidates.SCHEMA)
                .repartitionById(regions, col(Candidates.REGION));
        return InternalRows.dataset(spark, InternalRows.rdd(byRegion), Candidates.SCHEMA);
    }

    private JavaRDD<InternalRow> decoded(Mapping mapping, BatchInput input, DecodeSettings settings) {
        if (mapping.format() == SourceFormat.SEGMENT) {
            return lines(input).mapPartitions(lines -> new SegmentCandidates(lines, settings));
        }
        DecodedRows rows = input instanceof InputFiles files
                ? RowDecoder.decode(spark, conf, mapping, files, settings.maxRecordBytes())
                : RowDecoder.decode(spark, mapping, lines(input), settings.maxRecordBytes());
        CompiledMapping compiled = MappingCompiler.compile(spark, mapping.source(), mapping, rows.columns());
        return InternalRows.rdd(rows.rows()).mapPartitions(own -> new MappedCandidates(own, compiled, settings));
    }

    private JavaRDD<LineRecord> lines(BatchInput input) {
        return input instanceof RecordInput records
                ? records.records(spark)
                : LineRecords.read(spark, conf, (InputFiles) input, 0);
    }
}
