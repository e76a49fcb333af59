package org.crmlake.ingest.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
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
import org.crmlake.lake.DeadLettersTable;

/** Reads the records of a batch as candidates. */
final class CandidateSource {
    private final SparkSession spark;
    private final Configuration conf;

    CandidateSource(SparkSession spark, Configuration conf) {
        this.spark = spark;
        this.conf = conf;
    }

    /**
     * The candidates of a batch.
     *
     * @param rows of {@link Candidates}, one partition for each region of the timeline. They are read and decoded once, when they
     *     are first asked for. What follows reads them from Spark's shuffle files, which have to be written anyway to bring the
     *     events of a region together
     * @param recordSchema the columns of their records, as Spark writes a schema; empty for format segment
     */
    record Read(Dataset<Row> rows, Optional<String> recordSchema) {}

    /** Returns the candidates that the records of {@code input} are. */
    Read read(Mapping mapping, BatchInput input, DecodeSettings settings) {
        if (mapping.format() == SourceFormat.SEGMENT) {
            return new Read(byRegion(segments(lines(input), settings), settings), Optional.empty());
        }
        DecodedRows rows = input instanceof InputFiles files
                ? RowDecoder.decode(spark, conf, mapping, files, settings.maxRecordBytes())
                : RowDecoder.decode(spark, mapping, lines(input), settings.maxRecordBytes());
        return new Read(
                byRegion(mapped(mapping, rows, settings), settings),
                Optional.of(rows.columns().toDDL()));
    }

    /**
     * Returns the candidates that dead letters are under a mapping.
     *
     * @param letters rows of {@link ReplayTransform#letters}
     */
    Read readAgain(Mapping mapping, Dataset<Row> letters, DecodeSettings settings) {
        Dataset<Row> decoded;
        if (mapping.format() == SourceFormat.SEGMENT) {
            decoded = dataset(segments(payloads(letters), settings));
        } else {
            decoded = null;
            for (Row schema :
                    letters.select(DeadLettersTable.RECORD_SCHEMA).distinct().collectAsList()) {
                Optional<String> ddl = Optional.ofNullable(schema.getString(0));
                Dataset<Row> own =
                        letters.where(col(DeadLettersTable.RECORD_SCHEMA).eqNullSafe(lit(schema.get(0))));
                DecodedRows rows = RowDecoder.decodeAgain(
                        spark, mapping, payloads(own), ddl.map(StructType::fromDDL), settings.maxRecordBytes());
                Dataset<Row> candidates = dataset(mapped(mapping, rows, settings));
                decoded = decoded == null ? candidates : decoded.unionAll(candidates);
            }
        }
        Dataset<Row> candidates = ReplayTransform.candidates(
                decoded == null ? dataset(segments(payloads(letters), settings)) : decoded, letters, mapping.source());
        return new Read(byRegion(InternalRows.rdd(candidates), settings), Optional.empty());
    }

    private Dataset<Row> byRegion(JavaRDD<InternalRow> candidates, DecodeSettings settings) {
        int regions = settings.regionStartKeys().length;
        return dataset(InternalRows.rdd(dataset(candidates).repartitionById(regions, col(Candidates.REGION))));
    }

    private Dataset<Row> dataset(JavaRDD<InternalRow> candidates) {
        return InternalRows.dataset(spark, candidates, Candidates.SCHEMA);
    }

    private static JavaRDD<InternalRow> segments(JavaRDD<LineRecord> lines, DecodeSettings settings) {
        return lines.mapPartitions(own -> new SegmentCandidates(own, settings));
    }

    private JavaRDD<InternalRow> mapped(Mapping mapping, DecodedRows rows, DecodeSettings settings) {
        CompiledMapping compiled = MappingCompiler.compile(spark, mapping.source(), mapping, rows.columns());
        return InternalRows.rdd(rows.rows()).mapPartitions(own -> new MappedCandidates(own, compiled, settings));
    }

    private JavaRDD<LineRecord> lines(BatchInput input) {
        return input instanceof RecordInput records
                ? records.records(spark)
                : LineRecords.read(spark, conf, (InputFiles) input, 0);
    }

    private static JavaRDD<LineRecord> payloads(Dataset<Row> letters) {
        return InternalRows.rdd(letters.select(ReplayTransform.NUMBER, DeadLettersTable.PAYLOAD))
                .map(letter -> new LineRecord(0, letter.getLong(0), letter.getBinary(1)));
    }
}
