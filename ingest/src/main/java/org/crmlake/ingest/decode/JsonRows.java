package org.crmlake.ingest.decode;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.source.InputFiles;
import org.crmlake.ingest.source.LineRecord;
import org.crmlake.ingest.source.LineRecords;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;

/**
 * JSON lines. The columns are those that the mapping declares, or else those of the first lines, with plain values as text, so that
 * {@code 007} and {@code 1.10} stay what they are.
 */
final class JsonRows {
    private static final int LINES_TO_LEARN_FROM = 1000;

    private static final String NOT_AN_OBJECT = "the line is not a JSON object with columns of the declared types";

    private JsonRows() {}

    static DecodedRows decode(
            SparkSession spark, Configuration conf, Mapping mapping, InputFiles files, int maxRecordBytes) {
        StructType columns = declared(mapping).orElseGet(() -> learnt(spark, conf, mapping, files, maxRecordBytes));
        return decode(spark, mapping, LineRecords.read(spark, conf, files, 0), columns, maxRecordBytes);
    }

    static DecodedRows decode(
            SparkSession spark, Mapping mapping, JavaRDD<LineRecord> records, StructType columns, int maxRecordBytes) {
        Map<String, String> options = new LinkedHashMap<>(mapping.options());
        options.put("mode", "PERMISSIVE");
        options.put("columnNameOfCorruptRecord", LineRows.CORRUPT);
        StructType parsed = columns.add(LineRows.CORRUPT, DataTypes.StringType);
        Dataset<Row> lines = LineRows.read(spark, mapping, records, maxRecordBytes);
        // To the parser, the word null is no fault and no values either.
        return LineRows.parsed(
                lines,
                from_json(col(LineRows.VALUE), parsed, options),
                col(LineRows.VALUE).isNull(),
                columns,
                NOT_AN_OBJECT);
    }

    /** Returns the columns that the mapping declares, if it does. */
    static Optional<StructType> declared(Mapping mapping) {
        return mapping.schema().map(ddl -> declared(mapping, ddl));
    }

    private static StructType declared(Mapping mapping, String ddl) {
        try {
            return StructType.fromDDL(ddl);
        } catch (Exception e) {
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot use mapping " + mapping.source() + ": schema '" + Printable.of(ddl)
                            + "' is not a list of columns. Write it as name type, name type.",
                    e);
        }
    }

    /** A line that is going to be a dead letter teaches nothing. */
    private static StructType learnt(
            SparkSession spark, Configuration conf, Mapping mapping, InputFiles files, int maxRecordBytes) {
        List<LineRecord> lines = LineRecords.first(conf, files, LINES_TO_LEARN_FROM);
        if (lines.isEmpty()) {
            throw LineRows.onlyBlankLines(files);
        }
        List<String> sound = lines.stream()
                .filter(line ->
                        LineText.tooLong(line, maxRecordBytes) == null && JsonLine.problem(line.bytes()) == null)
                .map(line -> LineRows.text(line, mapping))
                .toList();
        StructType found = spark.read()
                .options(mapping.options())
                .option("primitivesAsString", "true")
                .option("columnNameOfCorruptRecord", LineRows.CORRUPT)
                .json(spark.createDataset(sound, Encoders.STRING()))
                .schema();
        StructType columns = distinct(files, found);
        if (columns.isEmpty()) {
            throw new CrmException(
                    Kind.DATA,
                    "Cannot ingest " + Printable.of(files.files().get(0).path(), 500) + ": none of its first "
                            + lines.size() + " lines is a JSON object. Check the format in the mapping.");
        }
        return RowDecoder.checked(files, columns);
    }

    /** Returns the columns, each once: an object may have a key twice, of which the last counts. */
    private static StructType distinct(InputFiles files, StructType found) {
        Map<String, StructField> columns = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (StructField field : found.fields()) {
            StructField other = columns.putIfAbsent(field.name(), field);
            if (other != null && !other.name().equals(field.name())) {
                throw new CrmException(
                        Kind.DATA,
                        "Cannot ingest " + Printable.of(files.files().get(0).path(), 500) + ": its columns '"
                                + Printable.of(other.name()) + "' and '" + Printable.of(field.name())
                                + "' differ only in case, which SQL does not tell apart. Declare the columns that count with"
                                + " 'schema' in the mapping.");
            }
        }
        columns.remove(LineRows.CORRUPT);
        return new StructType(columns.values().toArray(StructField[]::new));
    }
}
