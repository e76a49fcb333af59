package org.crmlake.hbase;

import java.util.Arrays;

/**
 * The order in which the entries of a map are written: by the bytes of their keys, as unsigned numbers. It is that of their code points,
 * and not that of Java's texts, whose surrogates come before U+E000.
 */
final class MapOrder {
    private static final int FEW = 64;

    private int[] order = new int[16];

    /** Returns the positions of {@code keys} in order, in an array that is longer than need be and valid until the next call. */
    int[] of(byte[][] keys) {
        if (order.length < keys.length) {
            order = new int[keys.length * 2];
        }
        // Events have a handful of properties, mostly written in the same order: insertion beats a sort of boxed
        // indexes, but takes the square of the number of keys that one record may bring.
        return keys.length <= FEW ? ofFew(keys) : ofMany(keys);
    }

    private int[] ofFew(byte[][] keys) {
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

    private int[] ofMany(byte[][] keys) {
        Integer[] positions = new Integer[keys.length];
        Arrays.setAll(positions, i -> i);
        Arrays.sort(positions, (a, b) -> Arrays.compareUnsigned(keys[a], keys[b]));
        for (int i = 0; i < positions.length; i++) {
            order[i] = positions[i];
        }
        return order;
    }
}
