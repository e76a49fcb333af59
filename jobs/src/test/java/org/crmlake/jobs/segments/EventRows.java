package org.crmlake.jobs.segments;

import static scala.jdk.javaapi.CollectionConverters.asScala;

import java.sql.Timestamp;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.SparkLake;
import org.crmlake.model.Event;

/** Events as rows of the lake. */
final class EventRows {
    private EventRows() {}

    static Dataset<Row> of(List<Event> events, SparkSession spark) {
        List<Row> rows = events.stream().map(EventRows::row).toList();
        return spark.createDataFrame(rows, SparkLake.columns(EventsTable.TABLE));
    }

    private static Row row(Event event) {
        return RowFactory.create(
                event.eventId(),
                event.kind().text(),
                event.name(),
                event.customerKey().text(),
                event.userId(),
                event.anonymousId(),
                Timestamp.from(event.eventTime()),
                null,
                Timestamp.from(event.eventTime()),
                event.source(),
                event.channel(),
                event.campaignId(),
                event.amount(),
                event.currency(),
                asScala(event.properties()),
                asScala(event.context()),
                event.clockSuspect(),
                event.batchId());
    }

    /** Returns scores as {@link ScoreSource#read} does. */
    static Dataset<Row> scores(Map<String, Map<String, String>> byCustomer, SparkSession spark) {
        List<Row> rows = byCustomer.entrySet().stream()
                .flatMap(customer -> customer.getValue().entrySet().stream()
                        .map(score -> RowFactory.create(customer.getKey(), score.getKey(), score.getValue())))
                .toList();
        return spark.createDataFrame(
                rows,
                new StructType()
                        .add(ScoreSource.CUSTOMER_KEY, "string")
                        .add(ScoreSource.NAME, "string")
                        .add(ScoreSource.VALUE, "string"));
    }
}
