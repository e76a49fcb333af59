package org.crmlake.jobs.segments;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How large a segment would be.
 *
 * @param customers how many customers there are, as estimated from those looked at
 * @param members how many of them would be in it, as estimated
 * @param atLeast the lower end of the interval that holds the true number in 95 of 100 samples
 * @param atMost its upper end; the same if all customers were looked at
 * @param overlaps how many of the members looked at are in which other segment as well
 * @param examples the keys of up to ten members
 */
public record SegmentPreview(
        long customers,
        long members,
        long atLeast,
        long atMost,
        SortedMap<String, Long> overlaps,
        List<String> examples) {
    private static final double Z = 1.959964;

    public SegmentPreview {
        overlaps = Collections.unmodifiableSortedMap(new TreeMap<>(overlaps));
        examples = List.copyOf(examples);
    }

    /**
     * Scales what a sample found up to all customers, with Wilson's score interval (E. B. Wilson, JASA 22, 1927).
     *
     * @param percent how many percent of the customers were looked at
     */
    static SegmentPreview ofSample(
            long looked, long found, int percent, SortedMap<String, Long> overlaps, List<String> examples) {
        if (percent == 100) {
            return new SegmentPreview(looked, found, found, found, overlaps, examples);
        }
        double scale = 100.0 / percent;
        long customers = Math.round(looked * scale);
        if (looked == 0) {
            return new SegmentPreview(0, 0, 0, 0, overlaps, examples);
        }
        double n = looked;
        double p = found / n;
        double middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n);
        double half = Z / (1 + Z * Z / n) * Math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
        return new SegmentPreview(
                customers,
                Math.round(found * scale),
                Math.max(found, (long) Math.floor((middle - half) * customers)),
                Math.min(customers, (long) Math.ceil((middle + half) * customers)),
                overlaps,
                examples);
    }
}
