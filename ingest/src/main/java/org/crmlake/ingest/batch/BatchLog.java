package org.crmlake.ingest.batch;

import org.crmlake.model.Tenant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Marks what this thread logs with the batch it is about: {@code tenant}, {@code source} and {@code batch} are in the diagnostic context
 * until it is closed. What the records of the batch say is never logged, for it is about persons.
 */
final class BatchLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BatchLog.class);

    static final String TENANT = "tenant";
    static final String SOURCE = "source";
    static final String BATCH = "batch";

    BatchLog(Tenant tenant, String source, String batchId) {
        MDC.put(TENANT, tenant.name());
        MDC.put(SOURCE, source);
        MDC.put(BATCH, batchId);
    }

    /** Returns a listener that logs each step before {@code listener} is told. */
    static IngestListener with(IngestListener listener) {
        return (step, detail) -> {
            LOG.info("{}: {}", step, detail);
            listener.reached(step, detail);
        };
    }

    @Override
    public void close() {
        MDC.remove(TENANT);
        MDC.remove(SOURCE);
        MDC.remove(BATCH);
    }
}
