package org.crmlake.ingest.decode;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.octet_length;
import static org.apache.spark.sql.functions.shiftleft;
import static org.apache.spark.sql.functions.shiftright;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import java.io.EOFException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.mapping.SourceFormat;
import org.crmlake.ingest.source.InputFiles;
import org.crmlake.ingest.source.InputFiles.InputFile;
import org.crmlake.ingest.source.LineRecord;
import org.crmlake.ingest.source.NotRead;
import org.crmlake.ingest.source.StoredFiles;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;

/**
 * Avro and Parquet files, read by Spark. Their rows have no bytes of their own, so the payload is the row as JSON; the position is
 * the number of the row in its file.
 */
final class ColumnarRows {
    /** As JSON is written by default, but to the microsecond. */
    private static final Map<String, String> WHOLE_TIMES = Map.of(
            "timestampFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX", "timestampNTZFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSSSS");

    /** So many bytes of an Avro file are one task's, whatever the number of cores: it is part of a row's position. */
    private static final int LOG_OF_SLICE = 24;

    /** So many rows of a slice have a number, as Spark counts them. */
    private static final int LOG_OF_ROWS = 33;

    private ColumnarRows() {}

    static DecodedRows decode(
            SparkSession spark, Configuration conf, Mapping mapping, InputFiles files, int maxRecordBytes) {
        return decode(spark, conf, mapping, files, maxRecordBytes, LOG_OF_SLICE);
    }

    static DecodedRows decode(
            SparkSession spark,
            Configuration conf,
            Mapping mapping,
            InputFiles files,
            int maxRecordBytes,
            int logOfSlice) {
        String[] paths = files.files().stream().map(InputFile::path).toArray(String[]::new);
        Map<String, String> stored = StoredFiles.settings(conf, files);
        Dataset<Row> rows;
        try {
            rows = session(spark, mapping.format(), 1L << logOfSlice)
                    .read()
                    .format(mapping.format().text())
                    .options(mapping.options())
                    .options(stored)
                    .load(paths);
        } catch (Exception e) {
            Optional<CrmException> notRead = NotRead.in(e);
            if (notRead.isPresent()) {
                throw notRead.get();
            }
            throw new CrmException(
                    Kind.DATA,
                    "Cannot ingest " + Printable.of(files.files().get(0).path(), 500) + ": it is not "
                            + (mapping.format() == SourceFormat.AVRO ? "an Avro" : "a Parquet") + " file: "
                            + Printable.of(reason(e), 300)
                            + ". Check the format in the mapping.",
                    e);
        }
        if (mapping.format() == SourceFormat.PARQUET) {
            Configuration reading = new Configuration(conf);
            stored.forEach(reading::set);
            ParquetFooters.check(reading, files);
        }
        StructType columns = RowDecoder.checked(files, rows.schema());
        Column[] values = List.of(columns.fieldNames()).stream()
                .map(name -> col("`" + name.replace("`", "``") + "`"))
                .toArray(Column[]::new);
        // The first release wrote times to the millisecond, and so identified rows that differ below it by one content.
        boolean timed = hasTimes(columns);
        Column first = to_json(struct(values)).cast(DataTypes.BinaryType);
        Column whole = timed ? to_json(struct(values), WHOLE_TIMES).cast(DataTypes.BinaryType) : first;
        // Whether a row is too long was settled by the shorter text, and stays so.
        Column length = octet_length(first);
        Column problem = when(
                length.gt(maxRecordBytes),
                concat(
                        lit("the record has "),
                        length.cast(DataTypes.StringType),
                        lit(" bytes as JSON, more than " + maxRecordBytes)));
        List<Column> decoded = new ArrayList<>(List.of(
                fileNumber(files).as("file"),
                position(mapping.format(), logOfSlice).as("position"),
                kept(whole).as("payload"),
                problem.as("problem"),
                when(problem.isNull(), struct(values)).as("values")));
        if (timed) {
            decoded.add(kept(first).as("earlier"));
        }
        return new DecodedRows(rows.select(decoded.toArray(Column[]::new)), columns);
    }

    private static Column kept(Column payload) {
        return when(octet_length(payload).gt(LineRecord.MOST_KEPT), substring(payload, 1, LineRecord.MOST_KEPT))
                .otherwise(payload);
    }

    private static boolean hasTimes(DataType type) {
        if (type instanceof StructType struct) {
            return Arrays.stream(struct.fields()).anyMatch(field -> hasTimes(field.dataType()));
        }
        if (type instanceof MapType map) {
            return hasTimes(map.valueType());
        }
        return type instanceof ArrayType array
                ? hasTimes(array.elementType())
                : type instanceof TimestampType || type instanceof TimestampNTZType;
    }

    /** The first fault tells: what Spark says of it speaks of jobs and stages. */
    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        if (root.getMessage() == null) {
            return root instanceof EOFException ? "it ends too early" : "its head is broken";
        }
        return root.getMessage().lines().findFirst().orElse("");
    }

    /** Spark names the file of a row by its URI, the batch by its number. */
    private static Column fileNumber(InputFiles files) {
        List<Column> entries = new ArrayList<>();
        for (int number = 0; number < files.files().size(); number++) {
            String path = files.files().get(number).path();
            entries.add(lit(new Path(path).toUri().toString()));
            entries.add(lit(number));
        }
        return element_at(map(entries.toArray(Column[]::new)), col("_metadata.file_path"));
    }

    /**
     * Avro's reader does not number its rows, so each slice of a file is a task of its own, and its rows are counted: in the first slice the
     * position is the number of the row, and in the others the number of the slice stands before it.
     */
    private static Column position(SourceFormat format, int logOfSlice) {
        if (format == SourceFormat.PARQUET) {
            return col("_metadata.row_index");
        }
        Column numberInTask =
                org.apache.spark.sql.functions.monotonically_increasing_id().bitwiseAND(lit((1L << LOG_OF_ROWS) - 1));
        return shiftleft(shiftright(col("_metadata.file_block_start"), logOfSlice), LOG_OF_ROWS)
                .plus(numberInTask);
    }

    /** Returns a session that leaves no file out, and cuts those of Avro into slices of so many bytes, each for a task of its own. */
    private static SparkSession session(SparkSession spark, SourceFormat format, long slice) {
        SparkSession session = ((org.apache.spark.sql.classic.SparkSession) spark).cloneSession();
        session.conf().set("spark.sql.files.ignoreCorruptFiles", false);
        session.conf().set("spark.sql.files.ignoreMissingFiles", false);
        session.conf().set("spark.sql.sources.useV1SourceList", "avro,parquet");
        if (format == SourceFormat.AVRO) {
            session.conf().set("spark.sql.files.maxPartitionBytes", slice);
            session.conf().set("spark.sql.files.openCostInBytes", slice);
            session.conf().set("spark.sql.files.maxPartitionNum", Integer.MAX_VALUE);
        }
        return session;
    }
}
