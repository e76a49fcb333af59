package org.crmlake.jobs.daily;

import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.SparkLake;
import scala.jdk.javaapi.CollectionConverters;

/** Events as rows of the lake, for tests to write inline. */
public final class EventRows {
    private EventRows() {}

    /**
     * One event.
     *
     * @param name, orderId, amount, currency or null
     * @param ingestedAt when it was taken in
     */
    public record Happening(
            String id,
            String name,
            String customer,
            Instant at,
            String orderId,
            String amount,
            String currency,
            Instant ingestedAt) {
        public Happening(
                String id, String name, String customer, Instant at, String orderId, String amount, String currency) {
            this(id, name, customer, at, orderId, amount, currency, at);
        }

        public Happening takenIn(Instant late) {
            return new Happening(id, name, customer, at, orderId, amount, currency, late);
        }

        static Happening of(String id, String name, String customer, String at, String orderId, String amount) {
            return new Happening(id, name, customer, Instant.parse(at), orderId, amount, amount == null ? null : "EUR");
        }

        private Row row() {
            Map<String, String> properties = orderId == null ? Map.of() : Map.of("order_id", orderId);
            return RowFactory.create(
                    id,
                    "track",
                    name,
                    customer,
                    null,
                    null,
                    Timestamp.from(at),
                    null,
                    Timestamp.from(ingestedAt),
                    "shop",
                    null,
                    null,
                    amount == null ? null : new BigDecimal(amount).setScale(4),
                    currency,
                    CollectionConverters.asScala(properties),
                    CollectionConverters.asScala(Map.of()),
                    false,
                    "b1");
        }
    }

    static Dataset<Row> in(SparkSession spark, Happening... happenings) {
        return in(spark, List.of(happenings));
    }

    public static Dataset<Row> in(SparkSession spark, Collection<Happening> happenings) {
        List<Row> rows = happenings.stream().map(Happening::row).toList();
        return spark.createDataFrame(rows, SparkLake.columns(EventsTable.TABLE));
    }
}
