package org.crmlake.jobs.supervised;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.iceberg.Table;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.jobs.JobReport.Written;
import org.crmlake.jobs.TableRef;
import org.crmlake.lake.ChurnPredictionsTable;
import org.crmlake.lake.SparkLake;

/** Writes what a classifier says of customers into its partition of {@link ChurnPredictionsTable}. */
final class Predictions {
    private Predictions() {}

    /**
     * Replaces the predictions of a model for a date.
     *
     * @param scored what {@link ChurnClassifier#score} returns; read twice, so keep it
     */
    static Written write(SparkLake lake, Dataset<Row> scored, String model, LocalDate asOf) {
        double[] thresholds = Deciles.thresholds(ScoreCounts.of(
                scored.withColumn(Features.LABEL, lit(0.0)), col(ChurnClassifier.PROBABILITY), col(Features.LABEL)));
        Dataset<Row> rows = scored.select(
                col(Features.CUSTOMER_KEY).as(ChurnPredictionsTable.CUSTOMER_KEY),
                col(ChurnClassifier.PROBABILITY).as(ChurnPredictionsTable.PROBABILITY),
                decile(thresholds).as(ChurnPredictionsTable.DECILE),
                col(ChurnClassifier.REASONS).as(ChurnPredictionsTable.REASONS),
                lit(model).as(ChurnPredictionsTable.MODEL),
                lit(asOf).as(ChurnPredictionsTable.AS_OF));
        Column partition = col(ChurnPredictionsTable.AS_OF)
                .equalTo(lit(asOf))
                .and(col(ChurnPredictionsTable.MODEL).equalTo(lit(model)));
        Table table = lake.table(ChurnPredictionsTable.TABLE);
        OptionalLong basis = table.currentSnapshot() == null
                ? OptionalLong.empty()
                : OptionalLong.of(table.currentSnapshot().snapshotId());
        lake.overwrite(rows, ChurnPredictionsTable.TABLE, partition, Map.of(), basis);
        long written = lake.read(ChurnPredictionsTable.TABLE).filter(partition).count();
        return new Written(TableRef.of(ChurnPredictionsTable.TABLE), written);
    }

    /** 1 and one more for each threshold that the score is below. */
    private static Column decile(double[] thresholds) {
        Column[] all = Arrays.stream(thresholds).mapToObj(value -> lit(value)).toArray(Column[]::new);
        Column score = org.apache.spark.sql.functions.round(col(ChurnClassifier.PROBABILITY), ScoreCounts.DECIMALS);
        return size(filter(array(all), threshold -> score.lt(threshold))).plus(1);
    }
}
