package org.crmlake.jobs.verify;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a repair did, or would do.
 *
 * @param eventsRemoved events taken out of HBase that the lake does not have
 * @param eventsWritten events written into HBase as the lake has them
 * @param statementsRemoved traits and consents taken out of profiles that no event of the lake says
 * @param statementsWritten traits and consents written into profiles as the events of the lake say them
 * @param left cells that were left as they are: of sources that are being ingested, or unreadable, or changed meanwhile
 * @param sources the sources whose events or statements the lake does not have
 * @param busy those of them that are being ingested
 */
public record RepairReport(
        long eventsRemoved,
        long eventsWritten,
        long statementsRemoved,
        long statementsWritten,
        long left,
        SortedSet<String> sources,
        SortedSet<String> busy) {
    public RepairReport {
        sources = Collections.unmodifiableSortedSet(new TreeSet<>(sources));
        busy = Collections.unmodifiableSortedSet(new TreeSet<>(busy));
    }
}
