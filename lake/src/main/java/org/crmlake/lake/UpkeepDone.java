package org.crmlake.lake;

import java.util.Optional;

/**
 * What maintenance did to a table, or of a dry run, would do.
 *
 * @param table the table
 * @param files how many data files it had
 * @param compacted how many small ones of these were brought together
 * @param compactedInto in how many; of a dry run 0, for nobody knows
 * @param expiredSnapshots how many snapshots expired
 * @param orphans how many files that no snapshot names were removed; those of expired snapshots are among them
 * @param keptCommits how many of the expired snapshots were written down in {@link ExpiredCommitsTable}
 * @param left why small files were left as they are, or empty
 */
public record UpkeepDone(
        LakeTable table,
        long files,
        long compacted,
        long compactedInto,
        long expiredSnapshots,
        long orphans,
        long keptCommits,
        Optional<String> left) {}
