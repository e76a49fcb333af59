package org.crmlake.ingest.decode;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.struct;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.source.InputFiles;

/** Plain lines: one column, {@code value}. */
final class TextRows {
    private static final StructType COLUMNS = new StructType().add(LineRows.VALUE, DataTypes.StringType);

    private TextRows() {}

    static DecodedRows decode(
            SparkSession spark, Configuration conf, Mapping mapping, InputFiles files, int maxRecordBytes) {
        Dataset<Row> lines = LineRows.read(spark, conf, mapping, files, 0, maxRecordBytes);
        return new DecodedRows(
                lines.select(
                        col("file"),
                        col("position"),
                        col("payload"),
                        col("problem"),
                        struct(col(LineRows.VALUE)).as("values")),
                COLUMNS);
    }
}
