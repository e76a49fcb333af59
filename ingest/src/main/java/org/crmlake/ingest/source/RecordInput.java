package org.crmlake.ingest.source;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/** Records that are there by themselves and not as the lines of a file. */
public non-sealed interface RecordInput extends BatchInput {
    /** Returns the records; an empty one is left out and counted as filtered. */
    JavaRDD<LineRecord> records(SparkSession spark);

    /**
     * Returns whether the batch is a step of a source that goes on from where the last commit left it. Then it is committed even if
     * nothing in it is new, so that the source moves on; and a record without id of its own is identified by its place, which
     * never changes, and not by its content and what else happens to be in the batch.
     */
    boolean isStep();
}
