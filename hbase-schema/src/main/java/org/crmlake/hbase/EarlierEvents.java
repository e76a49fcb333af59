package org.crmlake.hbase;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.hadoop.hbase.util.Bytes;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.Event;
import org.crmlake.model.EventKind;

/** Cells of earlier schemas, read with Avro itself and taken over field by field, by name. */
final class EarlierEvents {
    private EarlierEvents() {}

    /** Returns the event of a value that does not begin with {@link EventSchemas#HEADER}. */
    static Event decode(TimelineRowKey key, byte[] value) {
        if (value.length < EventSchemas.HEADER_LENGTH
                || value[0] != EventSchemas.HEADER[0]
                || value[1] != EventSchemas.HEADER[1]) {
            throw new IllegalArgumentException(
                    "they do not begin with c301, the marker of Avro's single-object encoding");
        }
        long fingerprint = Long.reverseBytes(Bytes.toLong(value, 2));
        Schema writer = EventSchemas.earlier(fingerprint)
                .orElseThrow(() -> new CrmException(
                        Kind.DATA,
                        "Cannot decode event " + key.eventId() + " of " + key.customerKey()
                                + ": this version of crmlake does not know its schema "
                                + HexFormat.of().toHexDigits(fingerprint)
                                + ". Use the version that wrote it, or a newer one."));
        return decode(key, value, writer);
    }

    static Event decode(TimelineRowKey key, byte[] value, Schema writer) {
        GenericRecord found;
        try {
            int length = value.length - EventSchemas.HEADER_LENGTH;
            found = new GenericDatumReader<GenericRecord>(writer)
                    .read(null, DecoderFactory.get().binaryDecoder(value, EventSchemas.HEADER_LENGTH, length, null));
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        Object receivedAt = field(found, "received_at");
        Object clockSuspect = field(found, "clock_suspect");
        return new Event(
                key.eventId(),
                EventKind.valueOf(text(found, "kind")),
                text(found, "name"),
                new CustomerKey(key.customerKey()),
                text(found, "user_id"),
                text(found, "anonymous_id"),
                Micros.instant(key.eventTimeMicros()),
                receivedAt == null ? null : Micros.instant((Long) receivedAt),
                text(found, "source"),
                text(found, "channel"),
                text(found, "campaign_id"),
                decimal((ByteBuffer) field(found, "amount")),
                text(found, "currency"),
                map(found, "properties"),
                map(found, "context"),
                clockSuspect != null && (Boolean) clockSuspect,
                text(found, "batch_id"));
    }

    private static Object field(GenericRecord found, String name) {
        return found.hasField(name) ? found.get(name) : null;
    }

    private static String text(GenericRecord found, String name) {
        Object text = field(found, name);
        return text == null ? null : text.toString();
    }

    private static BigDecimal decimal(ByteBuffer unscaled) {
        if (unscaled == null) {
            return null;
        }
        byte[] bytes = new byte[unscaled.remaining()];
        unscaled.get(bytes);
        return new BigDecimal(new BigInteger(bytes), EventSchemas.AMOUNT_SCALE);
    }

    private static Map<String, String> map(GenericRecord found, String name) {
        Map<String, String> map = new HashMap<>();
        if (field(found, name) instanceof Map<?, ?> entries) {
            entries.forEach((key, value) -> map.put(key.toString(), value.toString()));
        }
        return map;
    }
}
