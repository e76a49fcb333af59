package org.crmlake.ingest.batch;

/** Is told how a batch gets on. */
@FunctionalInterface
public interface IngestListener {
    /** A listener that does not listen. */
    IngestListener SILENT = (step, detail) -> {};

    /**
     * Called after a step is done, in the thread that runs the batch.
     *
     * @param detail what was done, in a few words for a person
     */
    void reached(IngestStep step, String detail);
}
