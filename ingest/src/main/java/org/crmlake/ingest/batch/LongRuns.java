package org.crmlake.ingest.batch;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * A set of numbers that grows by sorted runs. Runs of like length are merged, so that there are few of them, and no number is moved more
 * often than there are lengths: eight bytes a number, where a hash set takes two or three times as many.
 */
final class LongRuns {
    /** The shortest is the first. */
    private final Deque<long[]> runs = new ArrayDeque<>();

    /** Adds the numbers of a sorted run. */
    void add(long[] run) {
        long[] added = run;
        while (!runs.isEmpty() && runs.getFirst().length < 2L * added.length) {
            added = merged(runs.removeFirst(), added);
        }
        runs.addFirst(added);
    }

    boolean contains(long number) {
        for (long[] run : runs) {
            if (Arrays.binarySearch(run, number) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** Returns how many numbers were added. */
    long size() {
        return runs.stream().mapToLong(run -> run.length).sum();
    }

    int runs() {
        return runs.size();
    }

    void clear() {
        runs.clear();
    }

    private static long[] merged(long[] left, long[] right) {
        long[] merged = new long[left.length + right.length];
        int l = 0;
        int r = 0;
        for (int i = 0; i < merged.length; i++) {
            merged[i] = r == right.length || l < left.length && left[l] <= right[r] ? left[l++] : right[r++];
        }
        return merged;
    }
}
