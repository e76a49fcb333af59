package org.crmlake.jobs.rfm;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log1p;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.signum;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * The 20, 40, 60 and 80 % quantiles of several measures, each plus 1, exactly: by linear interpolation (type 7 of R's {@code
 * quantile}), in decimals.
 *
 * <p>Equal values are counted and the counts added up bucket by bucket, so that no task ever sees more than the values of one
 * bucket, however many customers there are: Spark's own exact {@code percentile} keeps all distinct values in one task.
 */
final class CutPoints {
    private static final int PARTS = 5;

    /** Buckets of a tenth of a percent: some hundred thousand at most, which one task adds up. */
    private static final int BUCKETS_PER_FACTOR_E = 1000;

    private static final String MEASURE = "measure";
    private static final String VALUE = "value";
    private static final String ROWS = "rows";
    private static final String BUCKET = "bucket";
    private static final String FIRST_RANK = "first_rank";
    private static final String TOTAL = "total";
    private static final String QUANTILE = "quantile";
    private static final String LOWER_RANK = "lower_rank";
    private static final String UPPER_RANK = "upper_rank";
    private static final String FIFTHS = "fifths";
    private static final String CUT = "cut";

    private CutPoints() {}

    /** Returns the name of the column that holds the cut points of {@code measure}. */
    static String columnOf(String measure) {
        return measure + "_cuts";
    }

    /**
     * Returns one row with a column for each measure, an array of its four cut points in rising order; empty if {@code values}
     * has no rows.
     *
     * @param values with a numeric column for each measure, none null
     */
    static Dataset<Row> of(Dataset<Row> values, List<String> measures) {
        Dataset<Row> cuts = cuts(ranked(counted(values, measures)));
        Column[] columns = measures.stream()
                .map(measure -> array_sort(collect_list(when(col(MEASURE).equalTo(measure), col(CUT))))
                        .as(columnOf(measure)))
                .toArray(Column[]::new);
        return cuts.agg(columns[0], Arrays.copyOfRange(columns, 1, columns.length));
    }

    /** One row for each measure and distinct value: how many rows have it. */
    private static Dataset<Row> counted(Dataset<Row> values, List<String> measures) {
        Column[] entries = measures.stream()
                .map(measure -> struct(
                        lit(measure).as(MEASURE),
                        col(measure).cast("decimal(20,4)").as(VALUE)))
                .toArray(Column[]::new);
        return values.select(explode(array(entries)).as("entry"))
                .select("entry.*")
                .groupBy(MEASURE, VALUE)
                .agg(count(lit(1)).as(ROWS));
    }

    /** Adds to each distinct value the rank of its first row, from 0, and how many rows there are. */
    private static Dataset<Row> ranked(Dataset<Row> counted) {
        Column magnitude = col(VALUE).cast("double");
        Dataset<Row> bucketed = counted.withColumn(
                BUCKET, floor(signum(magnitude).multiply(log1p(abs(magnitude))).multiply(BUCKETS_PER_FACTOR_E)));
        WindowSpec allBuckets = Window.partitionBy(MEASURE);
        Dataset<Row> buckets = bucketed.groupBy(MEASURE, BUCKET)
                .agg(sum(ROWS).as("in_bucket"))
                .select(
                        col(MEASURE),
                        col(BUCKET),
                        sumOfEarlier("in_bucket", allBuckets.orderBy(BUCKET)).as("before_bucket"),
                        sum("in_bucket").over(allBuckets).as(TOTAL));
        Column beforeInBucket =
                sumOfEarlier(ROWS, Window.partitionBy(MEASURE, BUCKET).orderBy(VALUE));
        return bucketed.join(buckets, new String[] {MEASURE, BUCKET})
                .withColumn(FIRST_RANK, col("before_bucket").plus(beforeInBucket));
    }

    private static Dataset<Row> cuts(Dataset<Row> ranked) {
        // The quantile k/5 of n values lies at rank (n - 1) k / 5: between two values, unless 5 divides it.
        Column scaledRank = col(TOTAL).minus(1).multiply(col(QUANTILE));
        Column cut = col("lower")
                .plus(col("upper")
                        .minus(col("lower"))
                        .multiply(col(FIFTHS).cast("decimal(1,0)").multiply(lit(new BigDecimal("0.2")))))
                .plus(1);
        return ranked.withColumn(QUANTILE, explode(array(lit(1), lit(2), lit(3), lit(4))))
                .withColumn(FIFTHS, pmod(scaledRank, lit(PARTS)))
                .withColumn(
                        LOWER_RANK, scaledRank.minus(col(FIFTHS)).divide(PARTS).cast("bigint"))
                .withColumn(
                        UPPER_RANK,
                        when(col(FIFTHS).equalTo(0), col(LOWER_RANK))
                                .otherwise(col(LOWER_RANK).plus(1)))
                .filter(hasRank(LOWER_RANK).or(hasRank(UPPER_RANK)))
                .groupBy(MEASURE, QUANTILE, FIFTHS)
                .agg(
                        max(when(hasRank(LOWER_RANK), col(VALUE))).as("lower"),
                        max(when(hasRank(UPPER_RANK), col(VALUE))).as("upper"))
                .select(col(MEASURE), cut.as(CUT));
    }

    private static Column hasRank(String rank) {
        return col(rank).geq(col(FIRST_RANK)).and(col(rank).lt(col(FIRST_RANK).plus(col(ROWS))));
    }

    private static Column sumOfEarlier(String column, WindowSpec ordered) {
        return coalesce(sum(column).over(ordered.rowsBetween(Window.unboundedPreceding(), -1)), lit(0L));
    }
}
