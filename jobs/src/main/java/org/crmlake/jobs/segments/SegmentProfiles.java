package org.crmlake.jobs.segments;

import static org.apache.spark.sql.functions.col;
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
import org.crmlake.model.CustomerKey;
import org.crmlake.model.Tenant;

/** Puts the segments of customers into their profiles; each task writes its own. */
final class SegmentProfiles {
    /** The name under which a profile has them: the names, in their order, with commas between; somebody in none has no such score. */
    static final String SEGMENTS = "segments";

    private SegmentProfiles() {}

    /**
     * Writes one customer for each row.
     *
     * @param evaluated with the columns of {@link CustomerEvaluation#COLUMNS}
     * @return how many customers were written
     */
    static long write(Dataset<Row> evaluated, JobContext context, LocalDate asOf) {
        Broadcast<PortableConfiguration> hbase = JavaSparkContext.fromSparkContext(
                        context.spark().sparkContext())
                .broadcast(PortableConfiguration.of(context.hbase()));
        Instant midnight = asOf.atStartOfDay().toInstant(ZoneOffset.UTC);
        String tenant = context.tenant().name();
        MapPartitionsFunction<Row, Long> write =
                rows -> List.of(writeAll(rows, hbase.value(), new Tenant(tenant), midnight))
                        .iterator();
        Row total = evaluated
                .select(col(HistoryRows.CUSTOMER_KEY), col(CustomerEvaluation.SEGMENTS))
                .mapPartitions(write, Encoders.LONG())
                .agg(sum("value"))
                .first();
        return total.isNullAt(0) ? 0 : total.getLong(0);
    }

    private static long writeAll(Iterator<Row> rows, PortableConfiguration hbase, Tenant tenant, Instant midnight) {
        if (!rows.hasNext()) {
            // A connection takes longer than some thousand rows.
            return 0;
        }
        try (ProfileStore store = ProfileStore.open(hbase.configuration(), tenant)) {
            return store.putScores(
                    new Iterator<>() {
                        @Override
                        public boolean hasNext() {
                            return rows.hasNext();
                        }

                        @Override
                        public CustomerScores next() {
                            Row row = rows.next();
                            List<String> segments = row.getList(1);
                            return new CustomerScores(
                                    new CustomerKey(row.getString(0)),
                                    Map.of(
                                            SEGMENTS,
                                            String.join(
                                                    ",",
                                                    segments.stream().sorted().toList())));
                        }
                    },
                    midnight);
        }
    }
}
