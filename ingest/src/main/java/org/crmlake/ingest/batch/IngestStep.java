package org.crmlake.ingest.batch;

/** The steps of a batch, in their order. Whatever step a crash follows, repeating the command completes the batch. */
public enum IngestStep {
    /** All records are decoded, mapped and judged; nothing is written yet. */
    DECODED,
    /** Duplicates are known; nothing is written yet. */
    JUDGED,
    /** The files for a bulk load lie in the staging folder; no table has changed. Only for batches large enough. */
    FILES_WRITTEN,
    /** The events are in the timeline. */
    TIMELINE_WRITTEN,
    /** The dead letters are in the lake. */
    DEAD_LETTERS_WRITTEN,
    /** The events are in the lake: the batch is committed. */
    COMMITTED
}
