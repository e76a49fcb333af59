package org.crmlake.hbase;

import java.util.Arrays;

/** A growing buffer that is written in Avro's binary encoding; Avro's own writer is the oracle in the tests. */
final class AvroBytes {
    private static final int LONGEST_VARINT = 10;

    private byte[] bytes = new byte[1024];
    private int size;

    void clear() {
        size = 0;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    void write(byte[] raw) {
        reserve(raw.length);
        System.arraycopy(raw, 0, bytes, size, raw.length);
        size += raw.length;
    }

    /** Writes a long, int or enum: zigzag, then seven bits a byte, the lowest first. */
    void writeLong(long value) {
        reserve(LONGEST_VARINT);
        long rest = value << 1 ^ value >> 63;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    void writeBoolean(boolean value) {
        reserve(1);
        bytes[size++] = (byte) (value ? 1 : 0);
    }

    /** Writes bytes or a string. */
    void writeBytes(byte[] value) {
        writeLong(value.length);
        write(value);
    }

    /** Writes a decimal: its unscaled value as the shortest two's complement, big-endian. */
    void writeDecimal(long unscaled) {
        int length = Long.BYTES;
        while (length > 1 && unscaled << (Long.SIZE - 8 * (length - 1)) >> (Long.SIZE - 8 * (length - 1)) == unscaled) {
            length--;
        }
        writeLong(length);
        reserve(length);
        for (int shift = 8 * (length - 1); shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (unscaled >> shift);
        }
    }

    /** Chooses the null branch of a {@code ["null", …]} union. */
    void writeAbsent() {
        writeLong(0);
    }

    /** Chooses the other branch of a {@code ["null", …]} union. */
    void writePresent() {
        writeLong(1);
    }

    /** Starts a block of {@code count} map entries; a count of 0 ends the map. */
    void writeMapCount(int count) {
        writeLong(count);
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
