package org.crmlake.hbase;

import java.util.Arrays;

/** The order in which the entries of a map are written: by the bytes of their keys, as unsigned numbers. */
final class MapOrder {
    private int[] order = new int[16];

    /** Returns the positions of {@code keys} in order, in an array that is longer than need be and valid until the next call. */
    int[] of(byte[][] keys) {
        if (order.length < keys.length) {
            order = new int[keys.length * 2];
        }
        // Events have a handful of properties, mostly written in the same order: insertion beats a sort of boxed
        // indexes.
        for (int i = 0; i < keys.length; i++) {
            int at = i;
            while (at > 0 && Arrays.compareUnsigned(keys[order[at - 1]], keys[i]) > 0) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = i;
        }
        return order;
    }
}
