package org.crmlake.ingest.decode;

import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.source.InputFiles;
import org.crmlake.ingest.source.LineRecord;
import org.crmlake.ingest.source.LineRecords;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;

/** Reads the records of a mapped batch into columns, one way for each format. */
public final class RowDecoder {
    /** Of a reader that goes line by line, keeps the original bytes and outlives any line, these cannot be asked. */
    private static final Set<String> REFUSED =
            Set.of("multiline", "linesep", "mode", "columnnameofcorruptrecord", "maxcolumns", "maxcharspercolumn");

    private static final int MOST_COLUMNS = 4096;

    private RowDecoder() {}

    /**
     * Returns the records of {@code files}. Only the columns are looked up now; the records are read when the result is.
     *
     * @throws CrmException of kind CONFIG if the mapping asks for what the format cannot do, of kind DATA if the columns cannot be
     *     learnt from the files
     */
    public static DecodedRows decode(
            SparkSession spark, Configuration conf, Mapping mapping, InputFiles files, int maxRecordBytes) {
        checkOptions(mapping);
        return switch (mapping.format()) {
            case CSV -> CsvRows.decode(spark, conf, mapping, files, maxRecordBytes);
            case TEXT -> TextRows.decode(spark, mapping, LineRecords.read(spark, conf, files, 0), maxRecordBytes);
            case JSON -> JsonRows.decode(spark, conf, mapping, files, maxRecordBytes);
            case AVRO, PARQUET -> ColumnarRows.decode(spark, conf, mapping, files, maxRecordBytes);
            case SEGMENT -> throw notMapped();
        };
    }

    /**
     * Returns records that are not the lines of a file. There is no first line to learn columns from, so the mapping has to say them.
     *
     * @throws CrmException of kind CONFIG if the mapping does not
     */
    public static DecodedRows decode(
            SparkSession spark, Mapping mapping, JavaRDD<LineRecord> records, int maxRecordBytes) {
        checkOptions(mapping);
        return switch (mapping.format()) {
            case TEXT -> TextRows.decode(spark, mapping, records, maxRecordBytes);
            case JSON ->
                JsonRows.decode(
                        spark,
                        mapping,
                        records,
                        JsonRows.declared(mapping)
                                .orElseThrow(() ->
                                        unfit(mapping, "it has no 'schema', and there is no file to learn it from")),
                        maxRecordBytes);
            case CSV, AVRO, PARQUET, SEGMENT ->
                throw unfit(mapping, "its format " + mapping.format().text() + " is one of files");
        };
    }

    /**
     * Returns records that were decoded before, and whose columns were kept.
     *
     * @param columns what {@link DecodedRows#columns()} was then, or empty if the format had none
     * @throws CrmException of kind CONFIG if the mapping cannot do with these columns
     */
    public static DecodedRows decodeAgain(
            SparkSession spark,
            Mapping mapping,
            JavaRDD<LineRecord> records,
            Optional<StructType> columns,
            int maxRecordBytes) {
        checkOptions(mapping);
        return switch (mapping.format()) {
            case TEXT -> TextRows.decode(spark, mapping, records, maxRecordBytes);
            case CSV ->
                CsvRows.decode(
                        spark,
                        mapping,
                        records,
                        known(mapping, columns),
                        "the line does not have the " + known(mapping, columns).size() + " columns of its file",
                        maxRecordBytes);
            case JSON ->
                JsonRows.decode(
                        spark,
                        mapping,
                        records,
                        JsonRows.declared(mapping).orElseGet(() -> known(mapping, columns)),
                        maxRecordBytes);
            // Their rows were kept as JSON.
            case AVRO, PARQUET -> JsonRows.decode(spark, mapping, records, known(mapping, columns), maxRecordBytes);
            case SEGMENT -> throw notMapped();
        };
    }

    /** Returns {@code columns}, unless they are more than Spark can plan for in reasonable time. */
    static StructType checked(InputFiles files, StructType columns) {
        if (columns.size() > MOST_COLUMNS) {
            throw new CrmException(
                    Kind.DATA,
                    "Cannot ingest " + Printable.of(files.files().get(0).path(), 500) + ": it has " + columns.size()
                            + " columns, more than " + MOST_COLUMNS
                            + ". Check the format in the mapping; of JSON, declare the columns that count with 'schema'.");
        }
        return columns;
    }

    private static StructType known(Mapping mapping, Optional<StructType> columns) {
        return columns.orElseThrow(() -> unfit(
                mapping,
                "the records were taken in as format segment, and have no columns for format "
                        + mapping.format().text()));
    }

    private static CrmException notMapped() {
        return new CrmException(
                Kind.INTERNAL,
                "Cannot map format segment: its records are events already. Please report this as a bug.");
    }

    private static CrmException unfit(Mapping mapping, String reason) {
        return new CrmException(
                Kind.CONFIG,
                "Cannot use mapping " + mapping.source() + " for single records: " + reason
                        + ". Use format segment, json with a 'schema', or text.");
    }

    private static void checkOptions(Mapping mapping) {
        for (String option : mapping.options().keySet()) {
            if (mapping.format().isLines() && REFUSED.contains(option.toLowerCase(java.util.Locale.ROOT))) {
                throw new CrmException(
                        Kind.CONFIG,
                        "Cannot use mapping " + mapping.source() + ": option '" + option
                                + "' is not to be had: each line is one record, and none may fail the batch. Leave it out.");
            }
        }
    }
}
