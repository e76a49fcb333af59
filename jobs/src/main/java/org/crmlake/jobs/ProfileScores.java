package org.crmlake.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;

import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.crmlake.hbase.CustomerScores;
import org.crmlake.hbase.PortableConfiguration;
import org.crmlake.hbase.ProfileStore;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.Tenant;

/** Puts what a job worked out into the profiles; each task writes its own. */
public final class ProfileScores {
    private static final String CUSTOMER_KEY = "customer_key";

    /** What is written of a customer, by name. */
    private interface ScoresOfRow extends Serializable {
        Map<String, String> of(Row row);
    }

    private ProfileScores() {}

    /**
     * Writes one customer for each row. The cells carry midnight UTC of {@code asOf}, so a second run changes nothing and a
     * run for an earlier date does not hide what is newer.
     *
     * @param scores with a column {@code customer_key}, and those of {@code names}
     * @param names under which name a profile has which column, as {@link ScoreText}; a null takes back what an
     *     earlier date said
     * @return how many customers were written
     */
    public static long write(Dataset<Row> scores, Map<String, String> names, JobContext context, LocalDate asOf) {
        Map<String, String> nameByColumn = new HashMap<>(names);
        List<Column> texts = new ArrayList<>(List.of(col(CUSTOMER_KEY)));
        names.keySet()
                .forEach(column ->
                        texts.add(ScoreText.of(column, scores.schema()).as(column)));
        return write(scores.select(texts.toArray(Column[]::new)), row -> scoresOf(row, nameByColumn), context, asOf);
    }

    /**
     * Takes scores of customers back: their profiles say from {@code asOf} on that there are none.
     *
     * @param customers with a column {@code customer_key}
     * @param names of the scores
     * @return how many customers were written
     */
    static long takeBack(Dataset<Row> customers, Collection<String> names, JobContext context, LocalDate asOf) {
        Map<String, String> none = new HashMap<>();
        names.forEach(name -> none.put(name, CustomerScores.NONE));
        return write(customers, row -> none, context, asOf);
    }

    private static long write(Dataset<Row> customers, ScoresOfRow scores, JobContext context, LocalDate asOf) {
        // With all its defaults a configuration is large, and every task would carry it.
        Broadcast<PortableConfiguration> hbase = JavaSparkContext.fromSparkContext(
                        context.spark().sparkContext())
                .broadcast(PortableConfiguration.of(context.hbase()));
        Instant midnight = asOf.atStartOfDay().toInstant(ZoneOffset.UTC);
        // Tenant is not serialisable; its name is.
        String tenant = context.tenant().name();
        MapPartitionsFunction<Row, Long> write =
                rows -> List.of(writeAll(rows, scores, hbase.value(), new Tenant(tenant), midnight))
                        .iterator();
        Row total = customers
                .mapPartitions(write, Encoders.LONG())
                .agg(sum("value"))
                .first();
        return total.isNullAt(0) ? 0 : total.getLong(0);
    }

    private static long writeAll(
            Iterator<Row> rows, ScoresOfRow scores, PortableConfiguration hbase, Tenant tenant, Instant midnight) {
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
                            return new CustomerScores(new CustomerKey(row.getAs(CUSTOMER_KEY)), scores.of(row));
                        }
                    },
                    midnight);
        }
    }

    private static Map<String, String> scoresOf(Row row, Map<String, String> names) {
        Map<String, String> scores = new HashMap<>();
        names.forEach((column, name) -> {
            String value = row.getAs(column);
            scores.put(name, value == null ? CustomerScores.NONE : value);
        });
        return scores;
    }
}
