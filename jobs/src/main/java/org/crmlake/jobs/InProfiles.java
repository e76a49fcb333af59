package org.crmlake.jobs;

import java.time.LocalDate;
import java.util.Optional;
import org.apache.iceberg.ManageSnapshots;
import org.apache.iceberg.Table;

/**
 * Which scores the profiles show, as a tag of the table of scores: runs that leave the profiles alone write later ones. A tag keeps its
 * snapshot from expiring, so who is shown can be told however long ago that was.
 *
 * @param snapshot of the table of scores that was written into the profiles
 * @param asOf the date of these scores
 */
record InProfiles(long snapshot, LocalDate asOf) {
    private static final String TAG = "in-profiles-";

    /** Returns what is shown; empty if nothing ever was. */
    static Optional<InProfiles> of(Table scores) {
        return scores.refs().entrySet().stream()
                .filter(ref -> ref.getKey().startsWith(TAG))
                .map(ref -> new InProfiles(
                        ref.getValue().snapshotId(),
                        LocalDate.parse(ref.getKey().substring(TAG.length()))))
                .findFirst();
    }

    /** Notes it, once all profiles are written; what is older than what they show is no news to them. */
    void note(Table scores) {
        Optional<InProfiles> before = of(scores);
        if (before.filter(shown -> shown.asOf().isAfter(asOf)).isPresent()) {
            return;
        }
        ManageSnapshots tags = scores.manageSnapshots();
        before.ifPresent(shown -> tags.removeTag(shown.tag()));
        tags.createTag(tag(), snapshot).commit();
    }

    private String tag() {
        return TAG + asOf;
    }
}
