package org.crmlake.ingest.decode;

import java.io.Serializable;
import java.util.List;
import org.crmlake.hbase.TimelineStore;
import org.crmlake.ingest.contract.Contract;

/**
 * What decoding needs to know of its batch.
 *
 * @param source the name of the source
 * @param regionStartKeys where the regions of the timeline begin, in order, the first empty
 * @param maxRecordBytes the longest record that is looked at; a longer one is a dead letter
 * @param places the origins of the batch's records by their number, if a record without id of its own is identified by its
 *     place; empty if by its content
 * @param contracts what the events of some names promise
 * @param largestCell the most bytes that HBase takes as one cell: an event with more is a dead letter
 */
public record DecodeSettings(
        String source,
        byte[][] regionStartKeys,
        int maxRecordBytes,
        List<String> places,
        List<Contract> contracts,
        long largestCell)
        implements Serializable {

    public DecodeSettings {
        places = List.copyOf(places);
        contracts = List.copyOf(contracts);
    }

    /** Settings with the limit that HBase has by default. */
    public DecodeSettings(
            String source,
            byte[][] regionStartKeys,
            int maxRecordBytes,
            List<String> places,
            List<Contract> contracts) {
        this(source, regionStartKeys, maxRecordBytes, places, contracts, TimelineStore.LARGEST_CELL);
    }

    /** Settings of a batch without contracts, whose records are identified by their content. */
    public DecodeSettings(String source, byte[][] regionStartKeys, int maxRecordBytes) {
        this(source, regionStartKeys, maxRecordBytes, List.of(), List.of());
    }
}
