package org.crmlake.ingest.batch;

import java.util.List;
import org.crmlake.hbase.TimelineStore;
import org.crmlake.ingest.contract.Contract;
import org.crmlake.ingest.source.LineRecord;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/**
 * How batches are taken in.
 *
 * @param bulkLoadFrom the number of events from which a batch is loaded into HBase as files, not put row by row
 * @param maxRecordBytes the longest record that is looked at; a longer one is a dead letter
 * @param contracts what the events of some names promise
 * @param largestCell the most bytes that HBase takes as one cell; an event with more is a dead letter
 */
public record IngestSettings(long bulkLoadFrom, int maxRecordBytes, List<Contract> contracts, long largestCell) {
    /** The longest record that may be asked for, in bytes: what is longer is not kept whole. */
    public static final int LARGEST_RECORD = LineRecord.MOST_KEPT - 1;

    /** Below some ten thousand events, puts are done before files are written and loaded. */
    public static final IngestSettings DEFAULT = new IngestSettings(20_000, 1 << 20);

    /** Settings without contracts. */
    public IngestSettings(long bulkLoadFrom, int maxRecordBytes) {
        this(bulkLoadFrom, maxRecordBytes, List.of());
    }

    /** Settings for an HBase that takes cells as large as it does by default. */
    public IngestSettings(long bulkLoadFrom, int maxRecordBytes, List<Contract> contracts) {
        this(bulkLoadFrom, maxRecordBytes, contracts, TimelineStore.LARGEST_CELL);
    }

    /** Returns the same settings for an HBase that takes cells of at most so many bytes. */
    IngestSettings withLargestCell(long bytes) {
        return new IngestSettings(bulkLoadFrom, maxRecordBytes, contracts, bytes);
    }

    public IngestSettings {
        contracts = List.copyOf(contracts);
        if (bulkLoadFrom < 0 || maxRecordBytes < 1 || maxRecordBytes > LARGEST_RECORD) {
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot use ingest settings: bulk load from " + bulkLoadFrom + " events and records of at most "
                            + maxRecordBytes + " bytes cannot be. Set both to positive numbers, the latter to "
                            + LARGEST_RECORD
                            + " at most.");
        }
    }
}
