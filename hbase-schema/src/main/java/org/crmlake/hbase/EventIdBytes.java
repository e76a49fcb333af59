package org.crmlake.hbase;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.hadoop.hbase.util.Bytes;

/**
 * The event id at the end of a timeline row key. Most ids are UUIDs, which 16 bytes hold instead of 36: {@code 01} and those
 * bytes if the id is written exactly as {@link UUID#toString()} writes it, else {@code 00} and the UTF-8 of the id.
 */
final class EventIdBytes {
    private static final byte TEXT = 0;
    private static final byte UUID_BYTES = 1;
    private static final int UUID_LENGTH = 16;
    private static final int UUID_TEXT_LENGTH = 36;

    private EventIdBytes() {}

    /** Returns how many bytes {@link #put} writes. */
    static int length(byte[] id) {
        return 1 + (isUuid(id) ? UUID_LENGTH : id.length);
    }

    /** Writes the id to {@code row} from {@code at}; it fills the row. */
    static void put(byte[] id, byte[] row, int at) {
        // The row was sized by length(), which has looked at the id already.
        boolean uuid = row.length == at + 1 + UUID_LENGTH && id.length == UUID_TEXT_LENGTH;
        row[at] = uuid ? UUID_BYTES : TEXT;
        if (!uuid) {
            System.arraycopy(id, 0, row, at + 1, id.length);
            return;
        }
        int to = at + 1;
        for (int from = 0; from < UUID_TEXT_LENGTH; from += 2) {
            if (id[from] == '-') {
                from++;
            }
            row[to++] = (byte) (nibble(id[from]) << 4 | nibble(id[from + 1]));
        }
    }

    /** Returns the id that {@code row} holds from {@code at} to its end, or null if there is none. */
    static String parse(byte[] row, int at) {
        int length = row.length - at - 1;
        if (row[at] == TEXT) {
            return new String(row, at + 1, length, StandardCharsets.UTF_8);
        }
        if (row[at] == UUID_BYTES && length == UUID_LENGTH) {
            return new UUID(Bytes.toLong(row, at + 1), Bytes.toLong(row, at + 1 + Long.BYTES)).toString();
        }
        return null;
    }

    private static boolean isUuid(byte[] id) {
        if (id.length != UUID_TEXT_LENGTH) {
            return false;
        }
        for (int i = 0; i < UUID_TEXT_LENGTH; i++) {
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? id[i] != '-' : nibble(id[i]) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns the value of a lower-case hexadecimal digit, or -1: an upper-case id must come back as it was written. */
    private static int nibble(byte c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    }
}
