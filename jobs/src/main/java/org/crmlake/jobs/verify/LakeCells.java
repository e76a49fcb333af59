package org.crmlake.jobs.verify;

import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.crmlake.hbase.EventCellEncoder;
import org.crmlake.hbase.EventCells;
import org.crmlake.lake.EventsTable;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.Event;
import org.crmlake.model.EventKind;

/** Events of the lake as the cells that HBase must have of them. */
final class LakeCells {
    private LakeCells() {}

    /**
     * Returns {@link StoredEvents#CELLS}, one row for each event.
     *
     * @param events with the columns of {@link EventsTable}
     */
    static Dataset<Row> of(Dataset<Row> events) {
        MapPartitionsFunction<Row, Row> cells = LakeCells::cells;
        return events.mapPartitions(cells, Encoders.row(StoredEvents.CELLS));
    }

    private static Iterator<Row> cells(Iterator<Row> events) {
        EventCellEncoder encoder = new EventCellEncoder();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return events.hasNext();
            }

            @Override
            public Row next() {
                Event event = event(events.next());
                long micros = micros(event.eventTime());
                return RowFactory.create(
                        micros, EventCells.rowKey(event), EventCells.timestamp(micros), encoder.encode(event));
            }
        };
    }

    static Event event(Row row) {
        return new Event(
                row.getAs(EventsTable.EVENT_ID),
                EventKind.parse(row.getAs(EventsTable.KIND)).orElseThrow(),
                row.getAs(EventsTable.NAME),
                new CustomerKey(row.getAs(EventsTable.CUSTOMER_KEY)),
                row.getAs(EventsTable.USER_ID),
                row.getAs(EventsTable.ANONYMOUS_ID),
                instant(row, EventsTable.EVENT_TIME),
                instant(row, EventsTable.RECEIVED_AT),
                row.getAs(EventsTable.SOURCE),
                row.getAs(EventsTable.CHANNEL),
                row.getAs(EventsTable.CAMPAIGN_ID),
                row.<BigDecimal>getAs(EventsTable.AMOUNT),
                row.getAs(EventsTable.CURRENCY),
                map(row, EventsTable.PROPERTIES),
                map(row, EventsTable.CONTEXT),
                row.<Boolean>getAs(EventsTable.CLOCK_SUSPECT),
                row.getAs(EventsTable.BATCH_ID));
    }

    static long micros(Instant time) {
        return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
    }

    private static Instant instant(Row row, String column) {
        Timestamp time = row.getAs(column);
        return time == null ? null : time.toInstant();
    }

    private static Map<String, String> map(Row row, String column) {
        return row.getJavaMap(row.fieldIndex(column));
    }
}
