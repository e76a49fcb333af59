package org.crmlake.jobs.campaign;

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

/** Events of campaigns as rows of the lake, for tests to write inline. */
final class CampaignEvents {
    private final List<Row> rows = new ArrayList<>();

    CampaignEvents add(String customer, String name, Instant time, BigDecimal amount, Map<String, String> properties) {
        Map<String, Object> values = new HashMap<>();
        values.put(EventsTable.EVENT_ID, String.format("%09d", rows.size()));
        values.put(EventsTable.KIND, "track");
        values.put(EventsTable.NAME, name);
        values.put(EventsTable.CUSTOMER_KEY, customer);
        values.put(EventsTable.EVENT_TIME, Timestamp.from(time));
        values.put(EventsTable.INGESTED_AT, Timestamp.from(time));
        values.put(EventsTable.SOURCE, "test");
        values.put(EventsTable.CHANNEL, properties.get("channel"));
        values.put(EventsTable.AMOUNT, amount);
        values.put(EventsTable.CURRENCY, properties.get("currency"));
        values.put(EventsTable.PROPERTIES, CollectionConverters.asScala(properties));
        values.put(EventsTable.CONTEXT, CollectionConverters.asScala(Map.of()));
        values.put(EventsTable.CLOCK_SUSPECT, false);
        values.put(EventsTable.BATCH_ID, "b");
        rows.add(RowFactory.create(EventsTable.TABLE.columns().stream()
                .map(column -> values.get(column.name()))
                .toArray()));
        return this;
    }

    CampaignEvents add(String customer, String name, String time, String... properties) {
        Map<String, String> pairs = new HashMap<>();
        for (int i = 0; i < properties.length; i += 2) {
            pairs.put(properties[i], properties[i + 1]);
        }
        return add(customer, name, Instant.parse(time), null, pairs);
    }

    CampaignEvents bought(String customer, String time, String amount) {
        return add(customer, "Order Completed", Instant.parse(time), new BigDecimal(amount), Map.of());
    }

    /** One line of an order of several. */
    CampaignEvents line(String customer, String time, String amount, String order) {
        return add(customer, "Order Completed", Instant.parse(time), new BigDecimal(amount), Map.of("order_id", order));
    }

    /** Money given back for an order; {@code name} is Order Refunded or Order Cancelled. */
    CampaignEvents givenBack(String name, String customer, String time, String amount, String order) {
        return add(customer, name, Instant.parse(time), new BigDecimal(amount), Map.of("order_id", order));
    }

    Dataset<Row> in(SparkSession spark) {
        return spark.createDataFrame(rows, SparkLake.columns(EventsTable.TABLE));
    }
}
