package org.crmlake.hbase;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.hadoop.hbase.util.Bytes;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.CustomerKey;

/**
 * The row key of one event in {@code timeline}:
 *
 * <pre>
 * 2 bytes   hash of the customer key ({@link RowHash})
 * n bytes   customer key, UTF-8
 * 1 byte    00, which ends the customer key: no customer's rows begin with another's
 * 8 bytes   Long.MAX_VALUE - event time in microseconds, big-endian: the newest comes first
 * 1+m bytes event id ({@link EventIdBytes})
 * </pre>
 *
 * Rows therefore sort by hash, customer, newest first, event id.
 *
 * @param customerKey the customer
 * @param eventTimeMicros when it happened, in microseconds since 1970, never negative
 * @param eventId the identity of the event
 */
public record TimelineRowKey(String customerKey, long eventTimeMicros, String eventId) {
    private static final byte END = 0;

    public TimelineRowKey {
        requireNonNull(customerKey, "customerKey is null");
        requireNonNull(eventId, "eventId is null");
    }

    /**
     * Returns the row key of an event.
     *
     * @throws CrmException if the event is from before 1970 or the customer key has a NUL: validation lets neither through
     */
    public static byte[] of(String customerKey, long eventTimeMicros, String eventId) {
        return of(
                customerKey.getBytes(StandardCharsets.UTF_8),
                eventTimeMicros,
                eventId.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the row key of an event whose texts are at hand as UTF-8, which spares making strings of them. */
    public static byte[] of(byte[] customerKey, long eventTimeMicros, byte[] eventId) {
        if (eventTimeMicros < 0) {
            throw new CrmException(
                    Kind.INTERNAL,
                    "Cannot make a row key: the event time " + Micros.instant(eventTimeMicros)
                            + " is before 1970. Reject such events before they are stored.");
        }
        RowHash.refuseNul(customerKey);
        int timeAt = RowHash.LENGTH + customerKey.length + 1;
        int idAt = timeAt + Long.BYTES;
        byte[] row = RowHash.startRow(customerKey, idAt + EventIdBytes.length(eventId));
        Bytes.putLong(row, timeAt, Long.MAX_VALUE - eventTimeMicros);
        EventIdBytes.put(eventId, row, idAt);
        return row;
    }

    /**
     * Takes a row key apart.
     *
     * @throws CrmException if the bytes are no timeline row key
     */
    public static TimelineRowKey parse(byte[] row) {
        int end = RowHash.LENGTH;
        while (end < row.length && row[end] != END) {
            end++;
        }
        int idAt = end + 1 + Long.BYTES;
        if (idAt >= row.length) {
            throw unreadable(row, "it is too short");
        }
        String customerKey = new String(row, RowHash.LENGTH, end - RowHash.LENGTH, StandardCharsets.UTF_8);
        String eventId = EventIdBytes.parse(row, idAt);
        if (eventId == null) {
            throw unreadable(row, "its event id is not of a known form");
        }
        return new TimelineRowKey(customerKey, Long.MAX_VALUE - Bytes.toLong(row, end + 1), eventId);
    }

    /** Returns what the row keys of all events of a customer, and of no other customer, begin with. */
    public static byte[] customerPrefix(CustomerKey customer) {
        byte[] key = RowHash.utf8(customer.text());
        return RowHash.startRow(key, RowHash.LENGTH + key.length + 1);
    }

    /**
     * Returns the rows of a customer's events of {@code [from, to)}.
     *
     * @param from the oldest event time wanted, or null for all
     * @param to the event time that is too new, or null for all
     */
    public static RowRange range(CustomerKey customer, Instant from, Instant to) {
        byte[] prefix = customerPrefix(customer);
        byte[] start = prefix;
        byte[] stop = prefix.clone();
        stop[stop.length - 1] = END + 1;
        if (to != null) {
            start = withReversed(prefix, Micros.bound(to));
        }
        if (from != null) {
            stop = withReversed(prefix, Micros.bound(from));
        }
        // Nothing lies between bounds that have crossed.
        return Arrays.compareUnsigned(start, stop) < 0 ? new RowRange(start, stop) : new RowRange(stop, stop);
    }

    /** Returns the hash that a customer's rows begin with, 0 to 65535. */
    public static int hash(CustomerKey customer) {
        return RowHash.of(RowHash.utf8(customer.text()));
    }

    /**
     * Returns the start keys of {@code regions} regions that share the hashes evenly, in order, the first of them empty.
     *
     * @throws CrmException if {@code regions} is not from 1 to 65536
     */
    public static byte[][] regionStartKeys(int regions) {
        return RowHash.regionStartKeys(regions);
    }

    /** Both ends of a range of times become keys in the same way: the first row that is older than {@code micros}. */
    private static byte[] withReversed(byte[] prefix, long micros) {
        byte[] row = Arrays.copyOf(prefix, prefix.length + Long.BYTES);
        // For 0 this is 80 00 ..., which as unsigned bytes is after every event: events are never older.
        Bytes.putLong(row, prefix.length, Long.MAX_VALUE - micros + 1);
        return row;
    }

    private static CrmException unreadable(byte[] row, String reason) {
        return new CrmException(
                Kind.DATA,
                "Cannot read timeline row key " + HexFormat.of().formatHex(row) + ": " + reason
                        + ". Find out who wrote it: crmlake did not.");
    }
}
