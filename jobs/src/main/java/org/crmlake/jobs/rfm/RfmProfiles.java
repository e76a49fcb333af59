package org.crmlake.jobs.rfm;

import static org.apache.spark.sql.functions.sum;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.crmlake.hbase.CustomerScores;
import org.crmlake.hbase.PortableConfiguration;
import org.crmlake.hbase.ProfileStore;
import org.crmlake.jobs.JobContext;
import org.crmlake.lake.RfmScoresTable;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.Tenant;

/** Puts RFM scores into the profiles; each task writes its own. */
final class RfmProfiles {
    /** The names under which a profile has them. */
    static final String SCORE = "rfm_score";

    static final String SEGMENT = "rfm_segment";
    static final String RECENCY_DAYS = "rfm_recency_days";
    static final String FREQUENCY = "rfm_frequency";
    static final String MONETARY = "rfm_monetary";

    private RfmProfiles() {}

    /**
     * Writes one customer for each row. The cells carry midnight UTC of {@code asOf}, so a second run changes nothing and a
     * run for an earlier date does not hide what is newer.
     *
     * @param scores with the columns of {@link RfmScoresTable}
     * @return how many customers were written
     */
    static long write(Dataset<Row> scores, JobContext context, LocalDate asOf) {
        // With all its defaults a configuration is large, and every task would carry it.
        Broadcast<PortableConfiguration> hbase = JavaSparkContext.fromSparkContext(
                        context.spark().sparkContext())
                .broadcast(PortableConfiguration.of(context.hbase()));
        Tenant tenant = context.tenant();
        Instant midnight = asOf.atStartOfDay().toInstant(ZoneOffset.UTC);
        // Tenant is not serialisable; its name is.
        String name = tenant.name();
        MapPartitionsFunction<Row, Long> write =
                rows -> List.of(writeAll(rows, hbase.value(), new Tenant(name), midnight))
                        .iterator();
        Row total =
                scores.mapPartitions(write, Encoders.LONG()).agg(sum("value")).first();
        return total.isNullAt(0) ? 0 : total.getLong(0);
    }

    private static long writeAll(Iterator<Row> rows, PortableConfiguration hbase, Tenant tenant, Instant midnight) {
        try (ProfileStore store = ProfileStore.open(hbase.configuration(), tenant)) {
            return store.putScores(
                    new Iterator<>() {
                        @Override
                        public boolean hasNext() {
                            return rows.hasNext();
                        }

                        @Override
                        public CustomerScores next() {
                            return scoresOf(rows.next());
                        }
                    },
                    midnight);
        }
    }

    private static CustomerScores scoresOf(Row row) {
        return new CustomerScores(
                new CustomerKey(row.getAs(RfmScoresTable.CUSTOMER_KEY)),
                Map.of(
                        SCORE,
                        text(row, RfmScoresTable.RFM_SCORE),
                        SEGMENT,
                        text(row, RfmScoresTable.SEGMENT),
                        RECENCY_DAYS,
                        text(row, RfmScoresTable.RECENCY_DAYS),
                        FREQUENCY,
                        text(row, RfmScoresTable.FREQUENCY),
                        MONETARY,
                        text(row, RfmScoresTable.MONETARY)));
    }

    private static String text(Row row, String column) {
        return String.valueOf((Object) row.getAs(column));
    }
}
