package org.crmlake.ingest.stream;

import java.util.Optional;
import java.util.SortedMap;
import org.crmlake.ingest.source.BatchInput;
import org.crmlake.lake.CommittedBatches;

/** A source that is taken in batch by batch. */
public interface MicroBatches extends AutoCloseable {
    /** Called once, when the source is locked: what {@code committed} holds is not to be taken again. */
    void begin(CommittedBatches committed);

    /** Returns what to take next, or empty if there is nothing at present. What was returned before has been taken in. */
    Optional<BatchInput> next();

    /**
     * Returns how much there was at the last look that {@link #next()} has not handed out yet: records by the number of their partition,
     * or under {@code files} the files of a folder.
     */
    SortedMap<String, Long> waiting();

    /** Returns whether one batch that cannot be read may be left lying, because the others do not depend on it. */
    boolean mayPassOver();

    @Override
    void close();
}
