package org.crmlake.lake;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriterV2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Tenant;

/** Reads and writes one tenant's tables with Spark. The session is started with {@link LakeSettings#sparkSettings()}. */
public final class SparkLake {
    private final SparkSession spark;
    private final Tenant tenant;

    public SparkLake(SparkSession spark, Tenant tenant) {
        this.spark = spark;
        this.tenant = tenant;
    }

    /** Returns the columns of {@code table} as Spark sees them; timestamps in microseconds. */
    public static StructType columns(LakeTable table) {
        return SparkSchemaUtil.convert(table.schema());
    }

    /**
     * Returns all rows of the table as it is now, with the columns of {@code table}.
     *
     * @throws CrmException NOT_FOUND if the table does not exist, EXTERNAL if Spark or the store fails
     */
    public Dataset<Row> read(LakeTable table) {
        return using("read", table, () -> spark.table(name(table)));
    }

    /**
     * Returns all rows that the table had at a snapshot, with the columns of {@code table}.
     *
     * @throws CrmException NOT_FOUND if the table does not exist, EXTERNAL if there is no such snapshot, or Spark or the store
     *     fails
     */
    public Dataset<Row> readAt(LakeTable table, long snapshotId) {
        return using("read", table, () -> spark.read()
                .option("versionAsOf", snapshotId)
                .table(name(table)));
    }

    /**
     * Opens the table as it is now, for what its snapshots tell.
     *
     * @throws CrmException NOT_FOUND if the table does not exist, EXTERNAL if Spark or the store fails
     */
    public Table table(LakeTable table) {
        return using("open", table, () -> Spark3Util.loadIcebergTable(spark, name(table)));
    }

    /**
     * Returns the same lake, read in such a way that the rows of a bucket come to one task. Work for each key of the bucket then
     * needs no shuffle, as long as the query names no other column that the table is partitioned by. It has a session of its
     * own, because in this one a table that is cut by something else, such as days, would be read by one task a day.
     */
    public SparkLake byBucket() {
        SparkSession grouped = spark.newSession();
        SparkConf inherited = spark.sparkContext().getConf();
        spark.conf().getAll().foreach(setting -> {
            if (!setting._2().equals(inherited.get(setting._1(), null))) {
                grouped.conf().set(setting._1(), setting._2());
            }
            return null;
        });
        grouped.conf().set("spark.sql.iceberg.planning.preserve-data-grouping", true);
        grouped.conf().set("spark.sql.sources.v2.bucketing.enabled", true);
        return new SparkLake(grouped, tenant);
    }

    /**
     * Returns the id of the table's current snapshot, 0 if nothing was ever written to it.
     *
     * @throws CrmException NOT_FOUND if the table does not exist, EXTERNAL if Spark or the store fails
     */
    public long snapshot(LakeTable table) {
        return using("read", table, () -> {
            Snapshot current = Spark3Util.loadIcebergTable(spark, name(table)).currentSnapshot();
            return current == null ? 0L : current.snapshotId();
        });
    }

    /**
     * Returns the last date up to {@code upTo} of which a table that is partitioned by a date has rows, from its manifests; empty if
     * there is none.
     *
     * @throws CrmException NOT_FOUND if the table does not exist, EXTERNAL if Spark or the store fails
     */
    public Optional<LocalDate> lastDate(LakeTable table, String dateColumn, LocalDate upTo) {
        return using("read", table, () -> {
            Table iceberg = Spark3Util.loadIcebergTable(spark, name(table));
            OptionalInt last = OptionalInt.empty();
            try (CloseableIterable<FileScanTask> files = iceberg.newScan()
                    .filter(Expressions.lessThanOrEqual(dateColumn, upTo.toString()))
                    .planFiles()) {
                for (FileScanTask file : files) {
                    int position = positionOf(file.spec(), dateColumn);
                    int day = file.file().partition().get(position, Integer.class);
                    last = OptionalInt.of(Math.max(day, last.orElse(day)));
                }
            }
            return last.isPresent() ? Optional.of(LocalDate.ofEpochDay(last.getAsInt())) : Optional.empty();
        });
    }

    private static int positionOf(PartitionSpec spec, String column) {
        int source = spec.schema().findField(column).fieldId();
        for (int position = 0; position < spec.fields().size(); position++) {
            if (spec.fields().get(position).sourceId() == source) {
                return position;
            }
        }
        throw new IllegalArgumentException("a table that is not partitioned by " + column);
    }

    /**
     * Returns the events of a snapshot, told apart by whether they came after another one, whether that has expired or not.
     *
     * @param since the id of the earlier snapshot, 0 if there was none
     * @param until the id of the later one, as {@link #snapshot} said, 0 if there was none
     * @return empty if that cannot be told, or if rows were changed or removed between
     * @throws CrmException NOT_FOUND if a table does not exist, EXTERNAL if Spark or the store fails
     */
    public Optional<EventsSince> eventsSince(long since, long until) {
        return using("read", EventsTable.TABLE, () -> EventsSince.of(this, spark, since, until));
    }

    /**
     * Appends rows in one commit, sorted and spread as the table wants it. Columns are matched by name.
     *
     * @param rows with all columns of {@code table}
     * @param summary entries for the summary of the new snapshot, such as {@link CommittedBatch#summary()}; made even if there
     *     are no rows
     * @throws CrmException NOT_FOUND if the table does not exist, EXTERNAL if Spark or the store fails
     */
    public void append(Dataset<Row> rows, LakeTable table, Map<String, String> summary) {
        append(rows.writeTo(name(table)), table, summary);
    }

    /**
     * As {@link #append}, but every task writes the rows that it has, a file for each partition of the table among them. It spares
     * a shuffle, for rows that are spread well already.
     */
    public void appendAsSpread(Dataset<Row> rows, LakeTable table, Map<String, String> summary) {
        append(rows.writeTo(name(table)).option("distribution-mode", "none"), table, summary);
    }

    private void append(DataFrameWriterV2<Row> writer, LakeTable table, Map<String, String> summary) {
        summary.forEach((key, value) -> writer.option("snapshot-property." + key, value));
        using("append to", table, () -> {
            writer.append();
            return table;
        });
    }

    /**
     * Replaces one partition of a table that is partitioned by a date, in one commit; if there are no rows, the partition is
     * empty afterwards.
     *
     * @param rows with all columns of {@code table}; {@code dateColumn} may be missing, as it is set here: a row of another
     *     date would land in a partition that is not replaced, and twice after a second run
     * @throws CrmException NOT_FOUND if the table does not exist, EXTERNAL if Spark or the store fails
     */
    public void overwritePartition(Dataset<Row> rows, LakeTable table, String dateColumn, LocalDate date) {
        using("overwrite", table, () -> {
            rows.withColumn(dateColumn, lit(date))
                    .writeTo(name(table))
                    .overwrite(col(dateColumn).equalTo(lit(date)));
            return table;
        });
    }

    /**
     * Replaces the rows that fulfil a condition, in one commit.
     *
     * @param rows with all columns of {@code table}; all must fulfil the condition
     * @param replaced over columns that the table is partitioned by unchanged; files hold either all or none of its rows
     * @param summary entries for the summary of the new snapshot
     * @param basis the snapshot that {@code rows} were computed from: if somebody has changed one of the replaced rows since,
     *     nothing is written; empty if the table had none
     * @throws CrmException NOT_FOUND if the table does not exist, EXTERNAL if somebody else has changed the rows, or Spark or the
     *     store fails
     */
    public void overwrite(
            Dataset<Row> rows, LakeTable table, Column replaced, Map<String, String> summary, OptionalLong basis) {
        DataFrameWriterV2<Row> writer = rows.writeTo(name(table)).option("isolation-level", "serializable");
        basis.ifPresent(snapshot -> writer.option("validate-from-snapshot-id", snapshot));
        summary.forEach((key, value) -> writer.option("snapshot-property." + key, value));
        using("overwrite", table, () -> {
            writer.overwrite(replaced);
            return table;
        });
    }

    /**
     * Replaces the rows that fulfil a condition, whatever they are now, in one commit. Columns that a table of an older version
     * requires and {@code table} does not are made optional first.
     *
     * @param rows with all columns of {@code table}; all must fulfil the condition
     * @param slice over columns that the table is partitioned by unchanged; files hold either all or none of its rows
     * @throws CrmException NOT_FOUND if the table does not exist, EXTERNAL if Spark or the store fails
     */
    public void overwriteSlice(Dataset<Row> rows, LakeTable table, Column slice) {
        using("overwrite", table, () -> {
            RelaxedColumns.in(Spark3Util.loadIcebergTable(spark, name(table)), table);
            rows.writeTo(name(table)).overwrite(slice);
            return table;
        });
    }

    /** Spark's own exceptions are checked ones that most of its methods do not declare, so they are met as Exception. */
    <T> T using(String verb, LakeTable table, Callable<T> work) {
        try {
            return work.call();
        } catch (Exception e) {
            // What a task threw comes wrapped; if crmlake threw it, it says best what is wrong.
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof CrmException failure) {
                    throw failure;
                }
            }
            if (e instanceof AnalysisException analysis && "TABLE_OR_VIEW_NOT_FOUND".equals(analysis.getCondition())) {
                throw LakeCatalog.missing(tenant, table, e);
            }
            throw new CrmException(
                    Kind.EXTERNAL,
                    "Cannot " + verb + " table " + table.identifier(tenant) + ": " + Reason.of(e)
                            + ". See the cause with --verbose; it is safe to run this again.",
                    e);
        }
    }

    String name(LakeTable table) {
        return LakeSettings.CATALOG_NAME + "." + table.identifier(tenant);
    }
}
