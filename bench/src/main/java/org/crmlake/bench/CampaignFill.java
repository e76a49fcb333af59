package org.crmlake.bench;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.timestamp_seconds;
import static org.apache.spark.sql.functions.when;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.SparkLake;
import org.crmlake.model.Tenant;

/**
 * Puts an experiment into a tenant's lake: every customer is in one of two arms, half of them bought before, and the mail makes some
 * more of them visit and buy. Customer number {@code i} does the same on every machine.
 */
final class CampaignFill {
    /** The first day of the campaign. */
    static final LocalDate BEGINS = LocalDate.of(2026, 3, 2);

    private static final long SEED = 20260302;
    private static final int DAYS = 10;
    private static final String CUSTOMER = "customer";
    private static final String NAME = "what";
    private static final String ARM = "arm";
    private static final String DAY = "day";
    private static final String PAID = "paid";

    private static final StructType ROW = new StructType()
            .add(CUSTOMER, DataTypes.LongType, false)
            .add(NAME, DataTypes.StringType, false)
            .add(ARM, DataTypes.StringType, true)
            .add(DAY, DataTypes.IntegerType, false)
            .add(PAID, DataTypes.createDecimalType(18, 4), true);

    private CampaignFill() {}

    /** {@code CONF-FOLDER TENANT CUSTOMERS}. */
    public static void main(String[] arguments) {
        SparkSession spark = ClusterSpark.open(arguments[0]);
        FlatMapFunction<Long, Row> events = customer -> events(customer).iterator();
        Dataset<Row> rows = spark.range(Long.parseLong(arguments[2])).flatMap(events, Encoders.row(ROW));
        long begins = BEGINS.atStartOfDay().toEpochSecond(ZoneOffset.UTC);
        new SparkLake(spark, new Tenant(arguments[1]))
                .append(
                        FilledEvents.of(
                                rows,
                                concat(col(CUSTOMER), lit("-"), col(NAME), lit("-"), col(DAY)),
                                col(NAME),
                                concat(lit("shop:"), col(CUSTOMER)),
                                timestamp_seconds(
                                        col(DAY).multiply(lit(86_400L)).plus(begins + 36_000)),
                                col(PAID),
                                when(col(ARM).isNotNull(), map(lit("arm"), col(ARM)))
                                        .otherwise(map(lit("page"), lit("/")))),
                        EventsTable.TABLE,
                        Map.of());
        spark.stop();
    }

    private static List<Row> events(long customer) {
        Draw draw = new Draw(SEED, customer);
        boolean mailed = draw.nextInt(2) == 0;
        boolean regular = draw.nextInt(2) == 0;
        List<Row> events = new ArrayList<>();
        events.add(RowFactory.create(customer, "Campaign Assigned", mailed ? "mail" : "none", 0, null));
        if (regular) {
            events.add(order(customer, -1 - draw.nextInt(DAYS), 1_000 + draw.nextInt(5_000)));
        }
        int day = 1 + draw.nextInt(DAYS);
        if (draw.nextDouble() < 0.10 + (regular ? 0.05 : 0) + (mailed ? 0.03 : 0)) {
            events.add(RowFactory.create(customer, "Site Visited", null, day, null));
            if (draw.nextDouble() < 0.3) {
                events.add(order(customer, day, 1_000 + draw.nextInt(regular ? 8_000 : 5_000)));
            }
        }
        return events;
    }

    private static Row order(long customer, int day, int cents) {
        return RowFactory.create(customer, "Order Completed", null, day, BigDecimal.valueOf(cents, 2));
    }
}
