package org.crmlake.jobs.verify;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.xxhash64;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The events of one store in a form in which both stores can be compared. */
final class StoredEvents {
    /** The day of the event time, UTC. */
    static final String DAY = "day";

    /** The row key in HBase: customer, time and id. */
    static final String ROW_KEY = "row_key";

    /** A hash of the row key and all that both stores keep of the event. */
    static final String CONTENT = "content";

    /** The timestamp of the cell, and its value. */
    static final String CELL_TIME = "cell_time";

    static final String VALUE = "value";

    private static final String MICROS = "micros";

    /** What a reader of a store gives for each event: event time, row key, timestamp and value of its cell. */
    static final StructType CELLS = new StructType()
            .add(MICROS, DataTypes.LongType, false)
            .add(ROW_KEY, DataTypes.BinaryType, false)
            .add(CELL_TIME, DataTypes.LongType, false)
            .add(VALUE, DataTypes.BinaryType, false);

    private StoredEvents() {}

    /** Returns {@code day, row_key, content} of {@link #CELLS}. */
    static Dataset<Row> of(Dataset<Row> cells) {
        return cells.select(
                to_date(timestamp_micros(col(MICROS))).as(DAY),
                col(ROW_KEY),
                xxhash64(col(ROW_KEY), col(CELL_TIME), col(VALUE)).as(CONTENT));
    }
}
