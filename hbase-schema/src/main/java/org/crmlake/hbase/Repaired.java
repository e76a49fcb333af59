package org.crmlake.hbase;

import java.io.Serializable;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a part of a repair came to.
 *
 * @param done how many cells were removed or written
 * @param left how many were left as they are
 * @param regions encoded names of the regions whose removed cells hide what is written in their place, until {@link RegionPurge}
 */
public record Repaired(long done, long left, SortedSet<String> regions) implements Serializable {
    /** Nothing was to be done. */
    public static final Repaired NOTHING = new Repaired(0, 0, new TreeSet<>());

    public Repaired {
        regions = Collections.unmodifiableSortedSet(new TreeSet<>(regions));
    }

    /** Returns both together. */
    public Repaired plus(Repaired other) {
        SortedSet<String> both = new TreeSet<>(regions);
        both.addAll(other.regions);
        return new Repaired(done + other.done, left + other.left, both);
    }
}
