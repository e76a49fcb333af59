package org.crmlake.ingest.mapping;

import java.util.Collection;
import java.util.Comparator;
import org.apache.spark.unsafe.types.UTF8String;

/** Which known name somebody probably meant. */
final class Nearest {
    private static final int FARTHEST = 3;

    private Nearest() {}

    /** Returns a phrase that names the known name nearest to {@code name}, or nothing if none is near. */
    static String hint(String name, Collection<String> known) {
        return known.stream()
                .filter(candidate -> distance(name, candidate) <= FARTHEST)
                .min(Comparator.comparingInt((String candidate) -> distance(name, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .map(candidate -> " (did you mean '" + candidate + "'?)")
                .orElse("");
    }

    private static int distance(String left, String right) {
        return UTF8String.fromString(left).levenshteinDistance(UTF8String.fromString(right));
    }
}
