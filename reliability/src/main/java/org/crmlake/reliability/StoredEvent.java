package org.crmlake.reliability;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Map;
import org.apache.iceberg.data.Record;
import org.crmlake.hbase.EventCells;
import org.crmlake.hbase.TimelineCell;
import org.crmlake.lake.EventsTable;
import org.crmlake.model.Event;

/** An event as a store has it. {@code batches} has the source of each batch that is committed. */
final class StoredEvent {
    /** In the context of an event whose id was taken: the id that it came with (docs/data-model.md). */
    private static final String ORIGINAL_ID = "original_event_id";

    private StoredEvent() {}

    /** Returns a cell of the timeline; if it does not stand where its event belongs, the text says so. */
    static StoredRecord inTimeline(TimelineCell cell, Map<String, String> batches) {
        Event event = EventCells.decode(cell.rowKey(), cell.value());
        boolean inItsPlace = Arrays.equals(EventCells.rowKey(event), cell.rowKey());
        return new StoredRecord(
                key(event.eventId(), event.context()),
                (inItsPlace ? "" : "under the key of another: ")
                        + text(event, batches).text());
    }

    private static EventText text(Event event, Map<String, String> batches) {
        return new EventText(
                event.kind().text(),
                event.name(),
                event.customerKey().toString(),
                event.userId(),
                event.anonymousId(),
                event.eventTime(),
                event.receivedAt(),
                event.source(),
                event.channel(),
                event.campaignId(),
                event.amount(),
                event.currency(),
                EventText.sorted(event.properties()),
                EventText.sorted(event.context()),
                event.clockSuspect(),
                batch(event.batchId(), event.source(), batches));
    }

    /** Returns a row of the lake. */
    @SuppressWarnings("unchecked")
    static StoredRecord inLake(Record row, Map<String, String> batches) {
        Map<String, String> context = (Map<String, String>) row.getField(EventsTable.CONTEXT);
        String source = text(row, EventsTable.SOURCE);
        return new StoredRecord(
                key(text(row, EventsTable.EVENT_ID), context),
                new EventText(
                                text(row, EventsTable.KIND),
                                text(row, EventsTable.NAME),
                                text(row, EventsTable.CUSTOMER_KEY),
                                text(row, EventsTable.USER_ID),
                                text(row, EventsTable.ANONYMOUS_ID),
                                moment(row, EventsTable.EVENT_TIME),
                                moment(row, EventsTable.RECEIVED_AT),
                                source,
                                text(row, EventsTable.CHANNEL),
                                text(row, EventsTable.CAMPAIGN_ID),
                                (BigDecimal) row.getField(EventsTable.AMOUNT),
                                text(row, EventsTable.CURRENCY),
                                EventText.sorted((Map<String, String>) row.getField(EventsTable.PROPERTIES)),
                                EventText.sorted(context),
                                (Boolean) row.getField(EventsTable.CLOCK_SUSPECT),
                                batch(text(row, EventsTable.BATCH_ID), source, batches))
                        .text());
    }

    private static String text(Record row, String column) {
        return (String) row.getField(column);
    }

    private static Instant moment(Record row, String column) {
        OffsetDateTime moment = (OffsetDateTime) row.getField(column);
        return moment == null ? null : moment.toInstant();
    }

    private static String batch(String id, String source, Map<String, String> batches) {
        return source.equals(batches.get(id)) ? EventText.OF_ITS_SOURCE : id;
    }

    private static String key(String id, Map<String, String> context) {
        String taken = context.get(ORIGINAL_ID);
        return taken == null ? id : StoredRecord.underATakenId(taken);
    }
}
