package org.crmlake.ingest.source;

import java.util.List;

/** What one batch reads: some files, or records that are pointed at one by one. */
public sealed interface BatchInput permits InputFiles, RecordInput {
    /** Returns what messages call it. */
    String name();

    /** Returns the positions that the batch reads: what must change for it to be another batch. */
    String positions();

    /** Returns what a commit says of the positions: these themselves, unless they are long and no restart goes on from them. */
    default String shortPositions() {
        return positions();
    }

    /** Returns where the records of each number come from, for dead letters: a file's path, or a topic and partition. */
    List<String> origins();
}
