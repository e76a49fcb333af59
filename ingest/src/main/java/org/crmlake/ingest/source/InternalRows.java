package org.crmlake.ingest.source;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/**
 * The way between Spark's own rows and datasets. Ingest works on Spark's own rows, because making objects of a million rows and
 * rows of them again costs as much as parsing them.
 */
public final class InternalRows {
    private InternalRows() {}

    /** Returns {@code rows} as a dataset with the columns of {@code schema}. */
    public static Dataset<Row> dataset(SparkSession spark, JavaRDD<InternalRow> rows, StructType schema) {
        return ((org.apache.spark.sql.classic.SparkSession) spark).internalCreateDataFrame(rows.rdd(), schema, false);
    }

    /** Returns the rows of {@code dataset}; the plan behind them, its shuffles included, is run once however often they are read. */
    public static JavaRDD<InternalRow> rdd(Dataset<Row> dataset) {
        return ((org.apache.spark.sql.classic.Dataset<Row>) dataset)
                .queryExecution()
                .toRdd()
                .toJavaRDD();
    }
}
