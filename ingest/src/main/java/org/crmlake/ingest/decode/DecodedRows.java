package org.crmlake.ingest.decode;

import static java.util.Objects.requireNonNull;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * The records of a batch with the columns that their format gives them.
 *
 * @param rows {@code file int, position long, payload binary, problem string, values struct}: {@code problem} says why a record
 *     could not be decoded, and then there are no values; a record without either is a comment by the reader's options. There may
 *     be an {@code earlier binary} behind them: the payload by the rule of the first release, null if it is the same
 * @param columns the fields of {@code values}
 */
public record DecodedRows(Dataset<Row> rows, StructType columns) {
    static final int FILE = 0;
    static final int POSITION = 1;
    static final int PAYLOAD = 2;
    static final int PROBLEM = 3;
    static final int VALUES = 4;
    static final int EARLIER = 5;

    public DecodedRows {
        requireNonNull(rows, "rows is null");
        requireNonNull(columns, "columns is null");
    }
}
