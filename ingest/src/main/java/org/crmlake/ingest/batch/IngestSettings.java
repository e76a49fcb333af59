package org.crmlake.ingest.batch;

import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/**
 * How batches are taken in.
 *
 * @param bulkLoadFrom the number of events from which a batch is loaded into HBase as files, not put row by row
 * @param maxRecordBytes the longest record that is looked at; a longer one is a dead letter
 */
public record IngestSettings(long bulkLoadFrom, int maxRecordBytes) {
    /** Below some ten thousand events, puts are done before files are written and loaded. */
    public static final IngestSettings DEFAULT = new IngestSettings(20_000, 1 << 20);

    public IngestSettings {
        if (bulkLoadFrom < 0 || maxRecordBytes < 1) {
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot use ingest settings: bulk load from " + bulkLoadFrom + " events and records of at most "
                            + maxRecordBytes + " bytes make no sense. Set both to positive numbers.");
        }
    }
}
