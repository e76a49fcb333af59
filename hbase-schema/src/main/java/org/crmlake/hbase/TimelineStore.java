package org.crmlake.hbase;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.BufferedMutator;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.Event;
import org.crmlake.model.Tenant;

/** The events of a tenant's customers, in {@code timeline}. One store serves one thread at a time. */
public final class TimelineStore implements AutoCloseable {
    /** The most bytes of a cell, its key included, unless HBase's configuration says otherwise. */
    public static final long LARGEST_CELL = 10 << 20;

    private static final List<String> LIMITS =
            List.of("hbase.client.keyvalue.maxsize", "hbase.server.keyvalue.maxsize");
    /** Rows asked for at once when a name is looked for: most of them stay on the server. */
    private static final int ROWS_A_CALL = 500;

    private final Connection connection;
    private final TableName table;

    private TimelineStore(Connection connection, Tenant tenant) {
        this.connection = connection;
        this.table = TimelineTable.name(tenant);
    }

    /** Connects to a tenant's timeline. */
    public static TimelineStore open(Configuration configuration, Tenant tenant) {
        return new TimelineStore(HBase.connect(configuration), tenant);
    }

    /** Returns the most bytes that a cell may have, its key included, for HBase's client and servers to take it. */
    public static long largestCell(Configuration configuration) {
        return LIMITS.stream()
                .mapToLong(limit -> configuration.getLong(limit, LARGEST_CELL))
                // What is not positive is no limit.
                .filter(bytes -> bytes > 0)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /**
     * Writes cells, in any order, through the write-ahead log; when this returns, they are there and survive a crash. Writing
     * them again changes nothing. Thousands of cells are better bulk-loaded ({@link HFileTimelineWriter}).
     *
     * @return how many cells were written
     * @throws CrmException if HBase did not take all of them; writing all of them again is harmless
     */
    public long put(Iterator<TimelineCell> cells) {
        long written = 0;
        try (BufferedMutator mutator = connection.getBufferedMutator(table)) {
            while (cells.hasNext()) {
                TimelineCell cell = cells.next();
                mutator.mutate(new Put(cell.rowKey(), cell.timestamp())
                        .add(new KeyValue(
                                cell.rowKey(),
                                TimelineTable.FAMILY,
                                TimelineTable.QUALIFIER,
                                cell.timestamp(),
                                cell.value())));
                written++;
            }
            mutator.flush();
        } catch (IOException e) {
            throw new CrmException(
                    Kind.EXTERNAL,
                    "Cannot write events to " + table + ": " + HBase.reason(e)
                            + ". Check that HBase runs and that the tenant was initialised, and run the command again.",
                    e);
        }
        return written;
    }

    /** Writes events; the same as {@link #put(Iterator)} of their cells. */
    public long put(List<Event> events) {
        EventCellEncoder encoder = new EventCellEncoder();
        return put(events.stream()
                .map(event -> new TimelineCell(
                        EventCells.rowKey(event),
                        EventCells.timestamp(Micros.of(event.eventTime())),
                        encoder.encode(event)))
                .iterator());
    }

    /**
     * Returns a customer's events, newest first; none if the customer is unknown.
     *
     * @throws CrmException if HBase does not answer, or a cell cannot be decoded
     */
    public List<Event> history(CustomerKey customer, HistoryQuery query) {
        RowRange range = TimelineRowKey.range(customer, query.from(), query.to());
        List<Event> events = new ArrayList<>();
        if (range.isEmpty()) {
            return events;
        }
        Scan scan = new Scan()
                .withStartRow(range.start())
                .withStopRow(range.stop())
                .addFamily(TimelineTable.FAMILY)
                // A history is a few blocks at a known place: a positional read, not a stream with read-ahead.
                .setReadType(Scan.ReadType.PREAD)
                .setCaching(Math.min(query.limit(), ROWS_A_CALL));
        if (query.name() == null) {
            scan.setLimit(query.limit());
        } else {
            scan.setFilter(EventNameFilter.of(query.name()));
        }
        try (Table timeline = connection.getTable(table);
                ResultScanner rows = timeline.getScanner(scan)) {
            for (Result row = rows.next(); row != null && events.size() < query.limit(); row = rows.next()) {
                Event event = EventCells.decode(row.getRow(), row.value());
                if (query.name() == null || query.name().equals(event.name())) {
                    events.add(event);
                }
            }
        } catch (IOException e) {
            throw new CrmException(
                    Kind.EXTERNAL,
                    "Cannot read the history of " + customer + " from " + table + ": " + HBase.reason(e)
                            + ". Check that HBase runs and that the tenant was initialised.",
                    e);
        }
        return events;
    }

    /** Returns a customer's newest event, or empty if the customer is unknown. */
    public Optional<Event> newest(CustomerKey customer) {
        return history(customer, HistoryQuery.newest(1)).stream().findFirst();
    }

    @Override
    public void close() {
        HBase.close(connection);
    }
}
