package org.crmlake.hbase;

import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.Event;
import org.crmlake.model.EventKind;

/**
 * The cells of {@code timeline}: one event is one cell. The row key holds customer, time and id ({@link TimelineRowKey}), the
 * value everything else in Avro's single-object encoding: {@code C3 01}, the eight bytes of the schema's fingerprint, the body.
 */
public final class EventCells {
    private EventCells() {}

    /** Returns the row key of an event. */
    public static byte[] rowKey(Event event) {
        return TimelineRowKey.of(event.customerKey().text(), Micros.of(event.eventTime()), event.eventId());
    }

    /** Returns the cell value of an event. Writers of many events keep an {@link EventCellEncoder}. */
    public static byte[] encode(Event event) {
        return new EventCellEncoder().encode(event);
    }

    /** Returns the cell timestamp of an event in milliseconds since 1970: its own time, so that a repeat meets the same cell. */
    public static long timestamp(long eventTimeMicros) {
        return Math.floorDiv(eventTimeMicros, 1_000);
    }

    /**
     * Returns the event of a row, whichever of the schemas in {@link EventSchemas} wrote it.
     *
     * @throws CrmException if the bytes are no event, or of a schema that this version does not know
     */
    public static Event decode(byte[] rowKey, byte[] value) {
        TimelineRowKey key = TimelineRowKey.parse(rowKey);
        byte[] header = EventSchemas.HEADER;
        try {
            if (Arrays.equals(value, 0, Math.min(value.length, header.length), header, 0, header.length)) {
                return decodeCurrent(key, new AvroReader(value, header.length));
            }
            return EarlierEvents.decode(key, value);
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new CrmException(
                    Kind.DATA,
                    "Cannot decode the event in row " + HexFormat.of().formatHex(rowKey) + ": its " + value.length
                            + " bytes are damaged (" + e.getMessage() + "). Load the event's batch again.",
                    e);
        }
    }

    private static Event decodeCurrent(TimelineRowKey key, AvroReader in) {
        EventKind kind = kind(in.readLong());
        String name = in.readOptionalString();
        String userId = in.readOptionalString();
        String anonymousId = in.readOptionalString();
        Instant receivedAt = in.readPresent() ? Micros.instant(in.readLong()) : null;
        String source = in.readString();
        String channel = in.readOptionalString();
        String campaignId = in.readOptionalString();
        var amount = in.readPresent() ? in.readDecimal(EventSchemas.AMOUNT_SCALE) : null;
        String currency = in.readOptionalString();
        var properties = in.readMap();
        var context = in.readMap();
        boolean clockSuspect = in.readBoolean();
        String batchId = in.readString();
        if (!in.isAtEnd()) {
            throw new IllegalArgumentException("more bytes than the schema has fields for");
        }
        return new Event(
                key.eventId(),
                kind,
                name,
                new CustomerKey(key.customerKey()),
                userId,
                anonymousId,
                Micros.instant(key.eventTimeMicros()),
                receivedAt,
                source,
                channel,
                campaignId,
                amount,
                currency,
                properties,
                context,
                clockSuspect,
                batchId);
    }

    private static EventKind kind(long symbol) {
        EventKind[] kinds = EventKind.values();
        if (symbol < 0 || symbol >= kinds.length) {
            throw new IllegalArgumentException("no kind of event has number " + symbol);
        }
        return kinds[(int) symbol];
    }
}
