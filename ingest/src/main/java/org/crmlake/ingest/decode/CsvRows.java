package org.crmlake.ingest.decode;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_csv;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.TryEval;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.source.InputFiles;
import org.crmlake.ingest.source.InputFiles.InputFile;
import org.crmlake.ingest.source.LineRecord;
import org.crmlake.ingest.source.LineRecords;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;
import scala.jdk.javaapi.CollectionConverters;

/** Delimited lines, parsed by Spark's own CSV parser with the mapping's options. Every column is text. */
final class CsvRows {
    private static final String MOST_COLUMNS = "maxColumns";
    /** Spark's own limit, and more than a file may have. The parser holds two arrays of this length in each task, whatever it reads. */
    private static final int MOST_HELD = 20_480;

    private CsvRows() {}

    static DecodedRows decode(
            SparkSession spark, Configuration conf, Mapping mapping, InputFiles files, int maxRecordBytes) {
        boolean header = mapping.option("header").map(Boolean::parseBoolean).orElse(false);
        String firstLine = sameFirstLine(conf, mapping, files, header, maxRecordBytes);
        StructType columns = RowDecoder.checked(files, columns(spark, mapping, firstLine));
        return decode(
                spark,
                mapping,
                LineRecords.read(spark, conf, files, header ? 1 : 0),
                columns,
                "the line does not have the " + columns.size() + " columns of the "
                        + (header ? "header" : "first line"),
                maxRecordBytes);
    }

    /**
     * Returns lines of which the columns are known.
     *
     * @param reason what to say of a line that has others
     */
    static DecodedRows decode(
            SparkSession spark,
            Mapping mapping,
            JavaRDD<LineRecord> records,
            StructType columns,
            String reason,
            int maxRecordBytes) {
        Map<String, String> options = new LinkedHashMap<>(mapping.options());
        options.put("mode", "PERMISSIVE");
        options.put("columnNameOfCorruptRecord", LineRows.CORRUPT);
        options.put(MOST_COLUMNS, Integer.toString(MOST_HELD));
        StructType parsed = columns.add(LineRows.CORRUPT, DataTypes.StringType);
        Column values = from_csv(
                col(LineRows.VALUE),
                parsed,
                scala.collection.immutable.Map$.MODULE$.from(CollectionConverters.asScala(options)));
        // A line that the parser throws at, as at more columns than it holds, would fail the batch, and not only
        // itself.
        Column read = ExpressionUtils.column(new TryEval(ExpressionUtils.expression(values)));
        Column text = col(LineRows.VALUE);
        Column comment = mapping.option("comment")
                .filter(mark -> !mark.isEmpty())
                .map(text::startsWith)
                .orElse(lit(false));
        return LineRows.parsed(
                LineRows.read(spark, mapping, records, maxRecordBytes),
                // Of a comment the parser makes a row of nulls.
                when(not(comment), read),
                text.isNull().or(comment).or(trim(text, " \t\r").equalTo("")),
                columns,
                reason);
    }

    /** Returns the first line; if it is a header, all files must have the same. */
    private static String sameFirstLine(
            Configuration conf, Mapping mapping, InputFiles files, boolean header, int maxRecordBytes) {
        String first = null;
        String firstPath = null;
        for (InputFile file : files.files()) {
            List<LineRecord> lines = LineRecords.first(conf, new InputFiles(List.of(file)), 1);
            if (lines.isEmpty()) {
                continue;
            }
            String tooLong = LineText.tooLong(lines.get(0), maxRecordBytes);
            if (tooLong != null) {
                throw new CrmException(
                        Kind.DATA,
                        "Cannot ingest " + Printable.of(file.path(), 500) + ": its first line names no columns: "
                                + tooLong + ". Check the format in the mapping.");
            }
            String line = LineRows.text(lines.get(0), mapping);
            if (first == null) {
                first = line;
                firstPath = file.path();
                if (!header) {
                    break;
                }
            } else if (!first.equals(line)) {
                throw new CrmException(
                        Kind.DATA,
                        "Cannot ingest " + Printable.of(file.path(), 500) + ": its header '" + Printable.of(line)
                                + "' differs from '" + Printable.of(first) + "' of " + Printable.of(firstPath, 500)
                                + ". Ingest files of different columns one by one.");
            }
        }
        if (first == null) {
            throw LineRows.onlyBlankLines(files);
        }
        return first;
    }

    private static StructType columns(SparkSession spark, Mapping mapping, String firstLine) {
        StructType found = spark.read()
                .options(mapping.options())
                .option("inferSchema", "false")
                .option(MOST_COLUMNS, firstLine.length() + 1)
                .csv(spark.createDataset(List.of(firstLine), Encoders.STRING()))
                .schema();
        StructType columns = new StructType();
        for (String name : found.fieldNames()) {
            columns = columns.add(name, DataTypes.StringType);
        }
        return columns;
    }
}
