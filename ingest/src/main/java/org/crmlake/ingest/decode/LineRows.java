package org.crmlake.ingest.decode;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.mapping.NumberGuard;
import org.crmlake.ingest.mapping.SourceFormat;
import org.crmlake.ingest.source.InputFiles;
import org.crmlake.ingest.source.InternalRows;
import org.crmlake.ingest.source.LineRecord;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;

/** Records that are lines of text: {@code file, position, payload, problem, value}. */
final class LineRows {
    static final String VALUE = "value";
    /** Where Spark's parsers put a line that they cannot read. */
    static final String CORRUPT = "_crmlake_corrupt";

    static final String PROBLEM = "problem";
    static final String VALUES = "values";

    private static final StructType SCHEMA = new StructType()
            .add("file", DataTypes.IntegerType, false)
            .add("position", DataTypes.LongType, false)
            .add("payload", DataTypes.BinaryType)
            .add(PROBLEM, DataTypes.StringType)
            .add(VALUE, DataTypes.StringType);

    private LineRows() {}

    static Dataset<Row> read(SparkSession spark, Mapping mapping, JavaRDD<LineRecord> lines, int maxRecordBytes) {
        String charset = charset(mapping).name();
        boolean json = mapping.format() == SourceFormat.JSON;
        boolean decimals = json
                && JsonRows.declared(mapping).filter(NumberGuard::hasDecimals).isPresent();
        return InternalRows.dataset(
                spark, lines.map(line -> row(line, Charset.forName(charset), json, decimals, maxRecordBytes)), SCHEMA);
    }

    /**
     * Returns the lines with what a parser made of them. A line that it made nothing of has a problem, unless it is left out.
     *
     * @param parsed a struct of {@code columns} and {@link #CORRUPT}; null if the parser made nothing of the line
     * @param leftOut whether a line that the parser made nothing of has nothing to say, such as a comment
     * @param reason what to say of a line that the parser could not read
     */
    static DecodedRows parsed(Dataset<Row> lines, Column parsed, Column leftOut, StructType columns, String reason) {
        Column values = col("parsed");
        Column corrupt = values.getField(CORRUPT).isNotNull().or(values.isNull().and(not(leftOut)));
        Column[] fields = List.of(columns.fieldNames()).stream()
                .map(name -> values.getField(name).as(name))
                .toArray(Column[]::new);
        Column struct = org.apache.spark.sql.functions.struct(fields);
        Dataset<Row> rows = lines.withColumn("parsed", parsed)
                .select(
                        col("file"),
                        col("position"),
                        col("payload"),
                        coalesce(col(PROBLEM), when(corrupt, lit(reason))).as(PROBLEM),
                        when(values.isNotNull(), struct).as(VALUES));
        return new DecodedRows(rows, columns);
    }

    /** Returns the line as text, by the encoding of the mapping. */
    static String text(LineRecord line, Mapping mapping) {
        return new String(line.bytes(), charset(mapping));
    }

    static CrmException onlyBlankLines(InputFiles files) {
        return new CrmException(
                Kind.DATA,
                "Cannot ingest " + Printable.of(files.files().get(0).path(), 500)
                        + ": it has only blank lines. Check what wrote it.");
    }

    private static InternalRow row(
            LineRecord record, Charset charset, boolean json, boolean decimals, int maxRecordBytes) {
        byte[] line = record.bytes();
        boolean utf8 = charset.equals(StandardCharsets.UTF_8);
        String problem = utf8 ? LineText.problem(record, maxRecordBytes) : LineText.tooLong(record, maxRecordBytes);
        if (problem == null && json && utf8) {
            problem = JsonLine.problem(line);
        }
        UTF8String value = null;
        // Without a text there are no values, and the record counts as left out.
        if (problem == null && line.length > 0) {
            try {
                value = utf8
                        ? UTF8String.fromBytes(line)
                        : UTF8String.fromString(charset.newDecoder()
                                .decode(ByteBuffer.wrap(line))
                                .toString());
            } catch (CharacterCodingException e) {
                problem = "the line is not " + charset.name();
            }
        }
        if (decimals && value != null) {
            problem = NumberGuard.problemInside(value.toString());
        }
        return new GenericInternalRow(new Object[] {
            record.file(),
            record.position(),
            line,
            problem == null ? null : UTF8String.fromString(problem),
            problem == null ? value : null
        });
    }

    private static Charset charset(Mapping mapping) {
        String name =
                mapping.option("encoding").or(() -> mapping.option("charset")).orElse("UTF-8");
        try {
            Charset charset = Charset.forName(name);
            // Lines are found by their line feeds before they are decoded.
            if (!"\n".equals(new String(new byte[] {'\n'}, charset))) {
                throw new UnsupportedCharsetException(name);
            }
            return charset;
        } catch (IllegalArgumentException e) {
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot use mapping " + mapping.source() + ": encoding '" + Printable.of(name)
                            + "' is not one that ends its lines with the byte 0A. Convert the file to UTF-8.",
                    e);
        }
    }
}
