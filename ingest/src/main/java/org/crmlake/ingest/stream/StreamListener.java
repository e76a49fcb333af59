package org.crmlake.ingest.stream;

import java.util.SortedMap;
import org.crmlake.model.BatchReport;
import org.crmlake.model.CrmException;

/** Is told how a stream gets on, in the thread that runs it. */
public interface StreamListener {
    /** The source is about to be asked what there is. */
    default void looking() {}

    /** A batch is in. */
    void taken(BatchReport batch);

    /** A batch could not be read and was left lying; the stream goes on. */
    void passedOver(CrmException reason);

    /**
     * What was taken is in, or there was nothing to take.
     *
     * @param waiting of {@link MicroBatches#waiting()}
     */
    default void behind(SortedMap<String, Long> waiting) {}
}
