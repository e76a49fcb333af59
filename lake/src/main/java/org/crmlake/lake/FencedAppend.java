package org.crmlake.lake;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.spark.source.SparkTable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.AppendData;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.connector.catalog.CatalogPlugin;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Appends the rows of a batch to a {@link FencedTable} with Spark, in one commit.
 *
 * <p>{@code Dataset.writeTo} takes a table by name and opens it itself, so a table with a fence cannot be handed to it. The plan
 * that it would make is made here instead; what Spark and Iceberg do with it is the same.
 */
public final class FencedAppend {
    private final FencedTable table;

    public FencedAppend(FencedTable table) {
        this.table = requireNonNull(table, "table is null");
    }

    /**
     * Appends rows, sorted and spread as the table wants it. Columns are matched by name.
     *
     * @param rows with all columns of the table
     * @param batch what the summary of the new snapshot says; the commit is made even if there are no rows
     * @throws CrmException LOCKED if another process has worked on the same source since the fenced table was opened, EXTERNAL if
     *     Spark or the store fails; nothing is appended then
     */
    public void append(Dataset<Row> rows, CommittedBatch batch) {
        append(rows, batch, Map.of());
    }

    /**
     * As {@link #append}, but every task writes the rows that it has, a file for each partition of the table among them. It spares
     * a shuffle, for rows that are spread well already.
     */
    public void appendAsSpread(Dataset<Row> rows, CommittedBatch batch) {
        append(rows, batch, Map.of("distribution-mode", "none"));
    }

    private void append(Dataset<Row> rows, CommittedBatch batch, Map<String, String> how) {
        Map<String, String> options = new LinkedHashMap<>(how);
        batch.summary().forEach((key, value) -> options.put("snapshot-property." + key, value));
        org.apache.spark.sql.classic.Dataset<Row> data = (org.apache.spark.sql.classic.Dataset<Row>) rows;
        // Without the catalog Spark would not find the functions by which the table is partitioned.
        CatalogPlugin catalog =
                data.sparkSession().sessionState().catalogManager().catalog(LakeSettings.CATALOG_NAME);
        DataSourceV2Relation relation =
                DataSourceV2Relation.create(new SparkTable(table), Option.apply(catalog), Option.empty());
        LogicalPlan append = AppendData.byName(
                relation,
                data.logicalPlan(),
                scala.collection.immutable.Map$.MODULE$.from(CollectionConverters.asScala(options)));
        try {
            org.apache.spark.sql.classic.Dataset.ofRows(data.sparkSession(), append);
        } catch (Exception e) {
            // Spark's own exceptions are checked ones that its methods do not declare.
            if (!isDoneAllTheSame(batch, e)) {
                throw translated(batch, e);
            }
        }
    }

    /** Only the answer may be lost; then Spark and Iceberg have left all files where they are. */
    private boolean isDoneAllTheSame(CommittedBatch batch, Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CommitStateUnknownException) {
                try {
                    return table.holds(batch.batchId());
                } catch (RuntimeException unreachable) {
                    e.addSuppressed(unreachable);
                    throw new CrmException(
                            Kind.EXTERNAL,
                            "Cannot tell whether batch " + batch.batchId() + " of source " + table.source()
                                    + " is in table " + table.name() + ": " + Reason.of(e)
                                    + ". See that the cluster runs and repeat the command: it looks first, so that nothing is lost"
                                    + " and nothing is added twice.",
                            e);
                }
            }
        }
        return false;
    }

    private CrmException translated(CommittedBatch batch, Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CrmException failure) {
                return failure;
            }
            if (cause instanceof ValidationException && table.intruder().isPresent()) {
                return new CrmException(
                        Kind.LOCKED,
                        "Cannot commit batch " + batch.batchId() + " of source " + table.source() + " to "
                                + table.name() + ": "
                                + table.intruder().get()
                                + ". Nothing of this batch was added to that table; see that one process ingests the source, and"
                                + " repeat the command.",
                        e);
            }
        }
        return new CrmException(
                Kind.EXTERNAL,
                "Cannot append to table " + table.name() + ": " + Reason.of(e)
                        + ". See the cause with --verbose; it is safe to run this again.",
                e);
    }
}
