package org.crmlake.jobs.segments;

import java.io.Serializable;
import java.util.Set;
import java.util.TreeSet;
import org.crmlake.model.segment.AsOf;

/**
 * The run that changes are told against.
 *
 * @param asOf the moment it was for
 * @param unchanged the segments that it evaluated in the version that holds now
 * @param snapshot the snapshot of events that it read
 * @param customers how many the tenant had
 * @param comparable whether it evaluated just these segments, in these versions and this zone
 */
record EarlierRun(AsOf asOf, Set<String> unchanged, long snapshot, long customers, boolean comparable)
        implements Serializable {
    EarlierRun {
        unchanged = new TreeSet<>(unchanged);
    }
}
