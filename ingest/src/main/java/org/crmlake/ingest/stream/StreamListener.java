package org.crmlake.ingest.stream;

import org.crmlake.model.BatchReport;
import org.crmlake.model.CrmException;

/** Is told how a stream gets on, in the thread that runs it. */
public interface StreamListener {
    /** A batch is in. */
    void taken(BatchReport batch);

    /** A batch could not be read and was left lying; the stream goes on. */
    void passedOver(CrmException reason);
}
