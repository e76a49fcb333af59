package org.crmlake.ingest.decode;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.source.LineRecord;

/** Plain lines: one column, {@code value}. */
final class TextRows {
    private static final StructType COLUMNS = new StructType().add(LineRows.VALUE, DataTypes.StringType);

    private TextRows() {}

    static DecodedRows decode(SparkSession spark, Mapping mapping, JavaRDD<LineRecord> records, int maxRecordBytes) {
        Dataset<Row> lines = LineRows.read(spark, mapping, records, maxRecordBytes);
        return new DecodedRows(
                lines.select(
                        col("file"),
                        col("position"),
                        col("payload"),
                        col("problem"),
                        when(col(LineRows.VALUE).isNotNull(), struct(col(LineRows.VALUE)))
                                .as("values")),
                COLUMNS);
    }
}
