package org.crmlake.jobs.verify;

/** Keeps batches of a source from being taken in. */
@FunctionalInterface
public interface SourceLocks {
    /** A source of which nobody takes a batch in until this is closed. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Takes the lock of a source, and sees to it that whoever lost it cannot commit any more.
     *
     * @throws org.crmlake.model.CrmException of kind LOCKED if a batch of the source is being taken in
     */
    Held take(String source);
}
