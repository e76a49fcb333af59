package org.crmlake.lake;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;

import java.util.Map;
import org.apache.iceberg.spark.CommitMetadata;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Changes rows of a table by their key and adds those whose key is new, in one commit. */
public final class LakeMerge {
    /** What the merged rows are called in conditions. */
    public static final String MERGED = "merged";

    private final SparkLake lake;

    public LakeMerge(SparkLake lake) {
        this.lake = requireNonNull(lake, "lake is null");
    }

    /**
     * Does it. If somebody else changes one of the files meanwhile, nothing is written.
     *
     * @param rows with all columns of {@code table}, perhaps more; each key once
     * @param key the column by which a row of {@code rows} finds its row of the table
     * @param changes which of those that are found are replaced; names columns of the table with the table's name before, and
     *     those of {@code rows} with {@link #MERGED}
     * @param summary entries for the summary of the new snapshot
     * @throws org.crmlake.model.CrmException NOT_FOUND if the table does not exist, EXTERNAL if somebody else changes the rows, or
     *     Spark or the store fails
     */
    public void run(Dataset<Row> rows, LakeTable table, String key, Column changes, Map<String, String> summary) {
        Column sameKey = col(MERGED + "." + key).equalTo(col(table.name() + "." + key));
        lake.using(
                "change",
                table,
                () -> CommitMetadata.withCommitProperties(
                        summary,
                        () -> {
                            rows.as(MERGED)
                                    .mergeInto(lake.name(table), sameKey)
                                    .whenMatched(changes)
                                    .updateAll()
                                    .whenNotMatched()
                                    .insertAll()
                                    .merge();
                            return table;
                        },
                        RuntimeException.class));
    }
}
