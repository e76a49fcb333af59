package org.crmlake.jobs;

import java.time.LocalDate;
import java.util.Optional;
import org.apache.iceberg.Table;

/**
 * Which scores the profiles show, as a property of the table of scores: runs that leave the profiles alone write later ones.
 *
 * @param snapshot of the table of scores that was written into the profiles
 * @param asOf the date of these scores
 */
record InProfiles(long snapshot, LocalDate asOf) {
    private static final String PROPERTY = "crmlake.in-profiles";

    /** Returns what is shown; empty if nothing ever was, or if the snapshot has expired. */
    static Optional<InProfiles> of(Table scores) {
        return Optional.ofNullable(scores.properties().get(PROPERTY))
                .map(text -> text.split(" ", 2))
                .map(words -> new InProfiles(Long.parseLong(words[0]), LocalDate.parse(words[1])))
                .filter(shown -> scores.snapshot(shown.snapshot()) != null);
    }

    /** Notes it, once all profiles are written; what is older than what they show is no news to them. */
    void note(Table scores) {
        if (of(scores).filter(shown -> shown.asOf().isAfter(asOf)).isEmpty()) {
            scores.updateProperties().set(PROPERTY, snapshot + " " + asOf).commit();
        }
    }
}
