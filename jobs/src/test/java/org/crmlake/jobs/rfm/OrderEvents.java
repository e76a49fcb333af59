package org.crmlake.jobs.rfm;

import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.SparkLake;
import scala.jdk.javaapi.CollectionConverters;

/** Events of orders as rows of the lake, for tests to write inline. */
final class OrderEvents {
    private final List<Row> rows = new ArrayList<>();

    OrderEvents bought(String customer, String time, String orderId, String amount) {
        return event("Order Completed", customer, time, orderId, amount);
    }

    OrderEvents refunded(String customer, String time, String orderId, String amount) {
        return event("Order Refunded", customer, time, orderId, amount);
    }

    OrderEvents cancelled(String customer, String time, String orderId, String amount) {
        return event("Order Cancelled", customer, time, orderId, amount);
    }

    /** @param orderId or null for an event that names no order */
    OrderEvents event(String name, String customer, String time, String orderId, String amount) {
        Map<String, String> properties = new HashMap<>();
        if (orderId != null) {
            properties.put("order_id", orderId);
        }
        Instant at = Instant.parse(time);
        rows.add(RowFactory.create(
                "e" + rows.size(),
                "track",
                name,
                customer,
                null,
                null,
                Timestamp.from(at),
                null,
                Timestamp.from(at),
                "shop",
                null,
                null,
                amount == null ? null : new BigDecimal(amount).setScale(4),
                "EUR",
                CollectionConverters.asScala(properties),
                CollectionConverters.asScala(Map.of()),
                false,
                "b1"));
        return this;
    }

    Dataset<Row> in(SparkSession spark) {
        return spark.createDataFrame(rows, SparkLake.columns(EventsTable.TABLE));
    }
}
