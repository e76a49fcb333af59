package org.crmlake.hbase;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Event;
import org.crmlake.model.EventKind;

/**
 * Writes cell values: one event in Avro's single-object encoding of {@code event.avsc}. The same event always gives the same
 * bytes, so writing it again changes nothing; map entries are therefore sorted by the bytes of their keys.
 *
 * <p>Bulk writers name the fields one by one, in the order of the schema, and need no {@link Event}:
 *
 * <pre>{@code
 * byte[] value = encoder.start()
 *         .kind(EventKind.TRACK).name(name).userId(userId).anonymousId(null).receivedAt(micros).source(source)
 *         .channel(null).campaignId(null).amount(unscaled).currency(currency)
 *         .properties(keys, values).context(keys, values).clockSuspect(false).batchId(batch)
 *         .value();
 * }</pre>
 *
 * Texts are UTF-8; null is allowed where the schema says so. An encoder is reused for many events, by one thread at a time.
 */
public final class EventCellEncoder {
    private static final int FIELDS = 14;

    private final AvroBytes out = new AvroBytes();
    private final MapOrder order = new MapOrder();
    private int next;

    /** Begins a new value and forgets the last. */
    public EventCellEncoder start() {
        out.clear();
        out.write(EventSchemas.HEADER);
        next = 0;
        return this;
    }

    public EventCellEncoder kind(EventKind kind) {
        field(0);
        // The symbols of the schema are the constants of the enum, in their order; a test holds them together.
        out.writeLong(kind.ordinal());
        return this;
    }

    public EventCellEncoder name(byte[] text) {
        return optional(1, text);
    }

    public EventCellEncoder userId(byte[] text) {
        return optional(2, text);
    }

    public EventCellEncoder anonymousId(byte[] text) {
        return optional(3, text);
    }

    /** Takes microseconds since 1970. */
    public EventCellEncoder receivedAt(long micros) {
        field(4);
        out.writePresent();
        out.writeLong(micros);
        return this;
    }

    public EventCellEncoder noReceivedAt() {
        return optional(4, null);
    }

    public EventCellEncoder source(byte[] text) {
        return required(5, text);
    }

    public EventCellEncoder channel(byte[] text) {
        return optional(6, text);
    }

    public EventCellEncoder campaignId(byte[] text) {
        return optional(7, text);
    }

    /** Takes the amount in ten-thousandths: the unscaled value of the lake's {@code decimal(18,4)}. */
    public EventCellEncoder amount(long unscaled) {
        field(8);
        out.writePresent();
        out.writeDecimal(unscaled);
        return this;
    }

    public EventCellEncoder noAmount() {
        return optional(8, null);
    }

    public EventCellEncoder currency(byte[] text) {
        return optional(9, text);
    }

    /** Takes the keys in any order, each once, and the values in the order of the keys. */
    public EventCellEncoder properties(byte[][] keys, byte[][] values) {
        return map(10, keys, values);
    }

    /** Takes the keys in any order, each once, and the values in the order of the keys. */
    public EventCellEncoder context(byte[][] keys, byte[][] values) {
        return map(11, keys, values);
    }

    public EventCellEncoder clockSuspect(boolean suspect) {
        field(12);
        out.writeBoolean(suspect);
        return this;
    }

    public EventCellEncoder batchId(byte[] text) {
        return required(13, text);
    }

    /** Returns the value of the event whose fields were given since {@link #start()}. */
    public byte[] value() {
        field(FIELDS);
        return out.toByteArray();
    }

    /** Returns the value of an event. */
    public byte[] encode(Event event) {
        start().kind(event.kind())
                .name(utf8(event.name()))
                .userId(utf8(event.userId()))
                .anonymousId(utf8(event.anonymousId()));
        if (event.receivedAt() == null) {
            noReceivedAt();
        } else {
            receivedAt(Micros.of(event.receivedAt()));
        }
        source(utf8(event.source())).channel(utf8(event.channel())).campaignId(utf8(event.campaignId()));
        if (event.amount() == null) {
            noAmount();
        } else {
            amount(unscaled(event));
        }
        return currency(utf8(event.currency()))
                .entries(10, event.properties())
                .entries(11, event.context())
                .clockSuspect(event.clockSuspect())
                .batchId(utf8(event.batchId()))
                .value();
    }

    private EventCellEncoder optional(int field, byte[] text) {
        field(field);
        if (text == null) {
            out.writeAbsent();
        } else {
            out.writePresent();
            out.writeBytes(text);
        }
        return this;
    }

    private EventCellEncoder required(int field, byte[] text) {
        field(field);
        out.writeBytes(text);
        return this;
    }

    private EventCellEncoder entries(int field, Map<String, String> map) {
        byte[][] keys = new byte[map.size()][];
        byte[][] values = new byte[map.size()][];
        int i = 0;
        for (Map.Entry<String, String> entry : map.entrySet()) {
            keys[i] = utf8(entry.getKey());
            values[i++] = utf8(entry.getValue());
        }
        return map(field, keys, values);
    }

    private EventCellEncoder map(int field, byte[][] keys, byte[][] values) {
        field(field);
        int[] sorted = order.of(keys);
        out.writeMapCount(keys.length);
        for (int i = 0; i < keys.length; i++) {
            out.writeBytes(keys[sorted[i]]);
            out.writeBytes(values[sorted[i]]);
        }
        if (keys.length > 0) {
            out.writeMapCount(0);
        }
        return this;
    }

    private void field(int field) {
        if (field != next) {
            throw new IllegalStateException("field " + field + " of the event was given when " + next + " was due");
        }
        next++;
    }

    private static byte[] utf8(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private static long unscaled(Event event) {
        BigDecimal amount = event.amount();
        try {
            return amount.setScale(EventSchemas.AMOUNT_SCALE).unscaledValue().longValueExact();
        } catch (ArithmeticException e) {
            throw new CrmException(
                    Kind.INTERNAL,
                    "Cannot encode event " + event.eventId() + ": its amount " + amount
                            + " is not a decimal(18,4). Reject such events before they are stored.",
                    e);
        }
    }
}
