package org.crmlake.jobs.campaign;

import java.math.RoundingMode;
import java.sql.Date;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.crmlake.lake.CampaignResultsTable;
import org.crmlake.lake.SparkLake;

/** Results as rows of the lake and back. */
final class ResultRows {
    private static final StructType COLUMNS = new StructType(
            Arrays.stream(SparkLake.columns(CampaignResultsTable.TABLE).fields())
                    .filter(field -> !field.name().equals(CampaignResultsTable.AS_OF))
                    .toArray(org.apache.spark.sql.types.StructField[]::new));

    private ResultRows() {}

    /** Returns the row of a number of {@code campaign}, without its date. */
    static Row row(String campaign, ResultRow result) {
        return RowFactory.create(
                campaign,
                result.section(),
                result.subject(),
                result.arm(),
                result.item(),
                result.day() == null ? null : Date.valueOf(result.day()),
                result.measure(),
                result.value(),
                result.lower(),
                result.upper(),
                result.pValue(),
                result.amount() == null ? null : result.amount().setScale(4, RoundingMode.HALF_EVEN),
                result.note());
    }

    /** Returns the rows as a dataset with the columns of {@link CampaignResultsTable} but its date; one file is enough for them. */
    static Dataset<Row> dataset(SparkSession spark, List<Row> rows) {
        return spark.createDataFrame(rows, COLUMNS).coalesce(1);
    }

    /** Returns the number of a row of {@link CampaignResultsTable}. */
    static ResultRow of(Row row) {
        Object day = row.get(5);
        return new ResultRow(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                day instanceof Date old ? old.toLocalDate() : (LocalDate) day,
                row.getString(6),
                row.getAs(CampaignResultsTable.VALUE),
                row.getAs(CampaignResultsTable.LOWER),
                row.getAs(CampaignResultsTable.UPPER),
                row.getAs(CampaignResultsTable.P_VALUE),
                row.getAs(CampaignResultsTable.AMOUNT),
                row.getString(12));
    }
}
