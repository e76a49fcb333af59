package org.crmlake.reliability;

/** From where the harness lets crmlake read. */
public enum SourceKind {
    /** JSON lines of the Segment Spec, a command for each file. */
    FILES(1),
    /** CSV lines with a mapping that has a filter, a command for each file. */
    MAPPED_FILES(1),
    /** A folder that is followed: each file a batch. */
    FOLDER(Sources.BATCHES),
    /** A topic of Kafka with two partitions. */
    TOPIC(Sources.BATCHES);

    private final int batches;

    SourceKind(int batches) {
        this.batches = batches;
    }

    /** Returns how many batches one command makes, about. */
    int batches() {
        return batches;
    }

    String text() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
}
