package org.crmlake.jobs.rfm;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.jobs.daily.CustomerOrders;
import org.crmlake.lake.LakeColumn;
import org.crmlake.lake.RfmCutPointsTable;
import org.crmlake.lake.RfmScoresTable;

/** Recency, frequency, monetary value, scores and segment, by the rules of the R package rfm for tables of transactions. */
final class RfmTransform {
    private RfmTransform() {}

    /**
     * What customers bought before {@code asOf}; {@link CustomerOrders#isPurchased} says which orders count. Money given back is
     * subtracted whatever order it names.
     *
     * @param lines what {@link org.crmlake.jobs.daily.OrderLines#of} returns
     * @return {@code customer_key, recency_days, frequency, monetary} as in {@link RfmScoresTable}, one row for each customer
     *     with an order that counts
     */
    static Dataset<Row> customers(Dataset<Row> lines, LocalDate asOf) {
        Dataset<Row> orders = CustomerOrders.before(lines, asOf);
        Column counts = CustomerOrders.isPurchased();
        Column lastOrder = max(when(counts, col(CustomerOrders.BOUGHT_AT)));
        return orders.groupBy(col(CustomerOrders.CUSTOMER_KEY).as(RfmScoresTable.CUSTOMER_KEY))
                .agg(
                        datediff(lit(asOf), to_date(lastOrder)).as(RfmScoresTable.RECENCY_DAYS),
                        count(when(counts, 1)).as(RfmScoresTable.FREQUENCY),
                        sum(CustomerOrders.NET).cast("decimal(20,4)").as(RfmScoresTable.MONETARY))
                .filter(col(RfmScoresTable.FREQUENCY).gt(0));
    }

    /**
     * The cut points of customers' measures.
     *
     * @param customers what {@link #customers} returns
     * @return the columns of {@link RfmCutPointsTable} that hold cut points, one row; arrays of four, empty if there is no
     *     customer
     */
    static Dataset<Row> cutPoints(Dataset<Row> customers) {
        Dataset<Row> cuts = CutPoints.of(
                customers, List.of(RfmScoresTable.RECENCY_DAYS, RfmScoresTable.FREQUENCY, RfmScoresTable.MONETARY));
        return cuts.select(Arrays.stream(cuts.columns())
                .map(name -> col(name).cast("array<decimal(28,5)>").as(name))
                .toArray(Column[]::new));
    }

    /**
     * Scores and segments.
     *
     * @param customers what {@link #customers} returns
     * @param cutPoints what {@link #cutPoints} returns, of these customers or of those of another date
     * @return the columns of {@link RfmScoresTable}, one row for each of {@code customers}
     */
    static Dataset<Row> scores(Dataset<Row> customers, Dataset<Row> cutPoints, LocalDate asOf, RfmBands bands) {
        Column recency = col(RfmScoresTable.RECENCY_SCORE);
        Column frequency = col(RfmScoresTable.FREQUENCY_SCORE);
        Column monetary = col(RfmScoresTable.MONETARY_SCORE);
        return customers
                .crossJoin(broadcast(cutPoints))
                // Who ordered few days ago is the best, so this score counts down.
                .withColumn(
                        RfmScoresTable.RECENCY_SCORE,
                        lit(RfmBands.BEST).minus(cutPointsReached(RfmScoresTable.RECENCY_DAYS)))
                .withColumn(
                        RfmScoresTable.FREQUENCY_SCORE,
                        cutPointsReached(RfmScoresTable.FREQUENCY).plus(1))
                .withColumn(
                        RfmScoresTable.MONETARY_SCORE,
                        cutPointsReached(RfmScoresTable.MONETARY).plus(1))
                .withColumn(
                        RfmScoresTable.RFM_SCORE,
                        recency.multiply(100).plus(frequency.multiply(10)).plus(monetary))
                .withColumn(RfmScoresTable.SEGMENT, bands.segment(recency, frequency, monetary))
                .withColumn(RfmScoresTable.AS_OF, lit(asOf))
                .select(RfmScoresTable.TABLE.columns().stream()
                        .map(LakeColumn::name)
                        .map(name -> col(name))
                        .toArray(Column[]::new));
    }

    /** How many of the four cut points of a measure are not above it, 0 to 4. */
    private static Column cutPointsReached(String measure) {
        return size(filter(col(CutPoints.columnOf(measure)), cut -> cut.leq(col(measure))));
    }
}
