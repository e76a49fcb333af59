package org.crmlake.lake;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/**
 * What maintenance leaves alone, and whether it does anything.
 *
 * @param now the time it is
 * @param keep snapshots that somebody could have opened within this time stay
 * @param orphans files that no snapshot names stay for this time, because a writer may be about to name them
 * @param dryRun whether to count only
 */
public record UpkeepSettings(Instant now, Duration keep, Duration orphans, boolean dryRun) {
    /** The floor of both times: no batch and no job may take longer. */
    public static final Duration FLOOR = Duration.ofHours(24);

    public UpkeepSettings {
        requireNonNull(now, "now is null");
        if (keep.compareTo(FLOOR) < 0 || orphans.compareTo(FLOOR) < 0) {
            throw new CrmException(
                    Kind.USAGE,
                    "Cannot maintain tables with snapshots kept for " + keep.toHours() + " hours and unnamed files for "
                            + orphans.toHours() + ": writers and readers at work may need what is younger than "
                            + FLOOR.toHours() + " hours. Keep both longer.");
        }
    }
}
