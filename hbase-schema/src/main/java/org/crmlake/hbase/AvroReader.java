package org.crmlake.hbase;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads Avro's binary encoding from an array. Damaged bytes end in an {@link IndexOutOfBoundsException} or
 * {@link IllegalArgumentException}, which the caller turns into a message that names the cell.
 */
final class AvroReader {
    private final byte[] bytes;
    private int at;

    AvroReader(byte[] bytes, int at) {
        this.bytes = bytes;
        this.at = at;
    }

    boolean isAtEnd() {
        return at == bytes.length;
    }

    long readLong() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte b = bytes[at++];
            value |= (b & 0x7FL) << shift;
            if (b >= 0) {
                return value >>> 1 ^ -(value & 1);
            }
        }
        throw new IllegalArgumentException("a number has more than ten bytes");
    }

    boolean readBoolean() {
        return bytes[at++] != 0;
    }

    String readString() {
        int length = readLength();
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    BigDecimal readDecimal(int scale) {
        int length = readLength();
        BigInteger unscaled = new BigInteger(bytes, at, length);
        at += length;
        return new BigDecimal(unscaled, scale);
    }

    /** Returns whether a {@code ["null", …]} union holds something. */
    boolean readPresent() {
        long branch = readLong();
        if (branch != 0 && branch != 1) {
            throw new IllegalArgumentException("a union of two has no branch " + branch);
        }
        return branch == 1;
    }

    String readOptionalString() {
        return readPresent() ? readString() : null;
    }

    Map<String, String> readMap() {
        Map<String, String> map = new HashMap<>();
        for (long count = readLong(); count != 0; count = readLong()) {
            if (count < 0) {
                // Other writers may say the length of a block in bytes, too.
                readLong();
                count = -count;
            }
            for (long i = 0; i < count; i++) {
                map.put(readString(), readString());
            }
        }
        return map;
    }

    private int readLength() {
        long length = readLong();
        if (length < 0 || length > bytes.length - at) {
            throw new IllegalArgumentException(
                    "a length of " + length + " where " + (bytes.length - at) + " bytes are left");
        }
        return (int) length;
    }
}
