package org.crmlake.hbase;

import java.util.Arrays;

/**
 * Rows from {@code start} to just before {@code stop}; an empty array is the end of the table on its side.
 *
 * @param start the first row
 * @param stop the first row after the range
 */
public record RowRange(byte[] start, byte[] stop) {
    /** Returns whether no row can lie in the range. */
    public boolean isEmpty() {
        return stop.length > 0 && Arrays.compareUnsigned(start, stop) >= 0;
    }

    /** Returns whether {@code row} lies in the range. */
    public boolean contains(byte[] row) {
        return Arrays.compareUnsigned(start, row) <= 0 && (stop.length == 0 || Arrays.compareUnsigned(row, stop) < 0);
    }
}
