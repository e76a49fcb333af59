package org.crmlake.hbase;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.io.compress.Compression;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.Event;
import org.crmlake.model.Tenant;
import org.crmlake.testing.UniqueName;

/** Events of customers that no other test has, and a folder for the HFiles of their cells. */
final class StagedEvents {
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final String namespace = UniqueName.of("bulk");
    private final Path folder = new Path("/staging/" + namespace);

    String namespace() {
        return namespace;
    }

    Path folder() {
        return folder;
    }

    List<Event> events(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Events.purchase(
                        new CustomerKey(namespace + ":" + i % 50),
                        Events.NOON.minus(Duration.ofMinutes(i)),
                        "order-" + i))
                .toList();
    }

    /** Writes one file for each region, as ingest does. */
    void write(Configuration configuration, Tenant tenant, List<Event> events) {
        byte[][] starts = TimelineBulkLoad.regionStartKeys(configuration, tenant);
        Compression.Algorithm compression = TimelineBulkLoad.compression(configuration, tenant);
        List<TimelineCell> cells = cells(events);
        for (int region = 0; region < starts.length; region++) {
            try (HFileTimelineWriter writer =
                    HFileTimelineWriter.create(configuration, folder, "r" + region, compression)) {
                for (TimelineCell cell : cells) {
                    if (TimelineBulkLoad.regionOf(starts, cell.rowKey()) == region) {
                        writer.append(cell.rowKey(), cell.timestamp(), cell.value());
                    }
                }
                writer.finish(NOW);
            }
        }
    }

    /** The cells of the events in the order of their rows, as an HFile has to have them. */
    static List<TimelineCell> cells(List<Event> events) {
        return events.stream()
                .map(event -> new TimelineCell(
                        EventCells.rowKey(event), event.eventTime().toEpochMilli(), EventCells.encode(event)))
                .sorted((a, b) -> Arrays.compareUnsigned(a.rowKey(), b.rowKey()))
                .toList();
    }
}
