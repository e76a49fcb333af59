package org.crmlake.jobs.btyd;

import java.util.stream.IntStream;

/**
 * Sums over groups on all cores. Groups are cut into pieces of one size and the pieces' sums added up in their order, so that the result
 * is the same to the last bit however many cores there are.
 */
final class GroupSums {
    private static final int PIECE = 4096;

    private GroupSums() {}

    /** Adds what the groups from {@code from} to before {@code to} contribute. Runs on several threads at once. */
    interface Piece {
        void add(int from, int to, double[] sums);
    }

    /** Returns {@code width} sums over the groups from 0 to before {@code groups}. */
    static double[] over(int groups, int width, Piece piece) {
        int pieces = (groups + PIECE - 1) / PIECE;
        IntStream numbers = IntStream.range(0, pieces);
        double[][] parts = (pieces > 1 ? numbers.parallel() : numbers)
                .mapToObj(number -> {
                    double[] sums = new double[width];
                    piece.add(number * PIECE, Math.min(groups, (number + 1) * PIECE), sums);
                    return sums;
                })
                .toArray(double[][]::new);
        double[] all = new double[width];
        for (double[] part : parts) {
            for (int i = 0; i < width; i++) {
                all[i] += part[i];
            }
        }
        return all;
    }
}
