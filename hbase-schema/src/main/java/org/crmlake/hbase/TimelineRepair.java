package org.crmlake.hbase;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.crmlake.model.CrmException;
import org.crmlake.model.Event;
import org.crmlake.model.Tenant;

/** Brings rows of {@code timeline} to what the lake says. {@link RegionPurge} completes what is removed here. */
public final class TimelineRepair implements AutoCloseable {
    private final CellRepair cells;

    private TimelineRepair(CellRepair cells) {
        this.cells = cells;
    }

    /** Connects to a tenant's timeline. */
    public static TimelineRepair open(Configuration configuration, Tenant tenant) {
        return new TimelineRepair(new CellRepair(configuration, TimelineTable.name(tenant)));
    }

    /** Returns the sources that the events of these rows are of; what is no event has none. */
    public SortedSet<String> sources(Iterator<byte[]> rows) {
        SortedSet<String> sources = new TreeSet<>();
        forEach(rows, cell -> event(cell).map(Event::source).ifPresent(sources::add));
        return sources;
    }

    /**
     * Removes rows whose events the lake does not have.
     *
     * @param sources whose events may go, because no batch of theirs is being taken in; all others are left
     */
    public Repaired removeAbandoned(Iterator<byte[]> rows, Set<String> sources) {
        return remove(rows, cell -> event(cell)
                .filter(event -> sources.contains(event.source()))
                .isPresent());
    }

    /** Removes cells whose timestamp is not that of their event, next to which one that is right would not be seen. */
    public Repaired removeMisdated(Iterator<byte[]> rows) {
        return remove(
                rows,
                cell -> cell.getTimestamp()
                        != EventCells.timestamp(
                                TimelineRowKey.parse(CellUtil.cloneRow(cell)).eventTimeMicros()));
    }

    /** Writes cells and looks at them: those that are not seen are counted as left, and their regions are to be purged. */
    public Repaired write(Iterator<TimelineCell> written) {
        long done = 0;
        long left = 0;
        SortedSet<String> regions = new TreeSet<>();
        while (written.hasNext()) {
            List<TimelineCell> some = some(written);
            cells.write(some.stream().map(TimelineRepair::put).toList());
            Result[] seen =
                    cells.read(some.stream().map(cell -> get(cell.rowKey())).toList());
            for (int i = 0; i < seen.length; i++) {
                if (shows(seen[i], some.get(i))) {
                    done++;
                } else {
                    left++;
                    regions.add(cells.region(some.get(i).rowKey()));
                }
            }
        }
        return new Repaired(done, left, regions);
    }

    @Override
    public void close() {
        cells.close();
    }

    private Repaired remove(Iterator<byte[]> rows, Predicate<Cell> mayGo) {
        long[] doneAndLeft = new long[2];
        SortedSet<String> regions = new TreeSet<>();
        forEach(rows, cell -> {
            if (mayGo.test(cell) && cells.remove(cell)) {
                doneAndLeft[0]++;
                regions.add(cells.region(CellUtil.cloneRow(cell)));
            } else {
                doneAndLeft[1]++;
            }
        });
        return new Repaired(doneAndLeft[0], doneAndLeft[1], regions);
    }

    private void forEach(Iterator<byte[]> rows, Consumer<Cell> work) {
        while (rows.hasNext()) {
            List<Get> gets = some(rows).stream().map(TimelineRepair::get).toList();
            for (Result row : cells.read(gets)) {
                for (Cell cell : row.isEmpty() ? new Cell[0] : row.rawCells()) {
                    work.accept(cell);
                }
            }
        }
    }

    private static Optional<Event> event(Cell cell) {
        try {
            return Optional.of(EventCells.decode(CellUtil.cloneRow(cell), CellUtil.cloneValue(cell)));
        } catch (CrmException e) {
            return Optional.empty();
        }
    }

    private static boolean shows(Result row, TimelineCell cell) {
        return !row.isEmpty()
                && row.rawCells()[0].getTimestamp() == cell.timestamp()
                && Arrays.equals(row.value(), cell.value());
    }

    private static <T> List<T> some(Iterator<T> all) {
        List<T> some = new ArrayList<>();
        while (all.hasNext() && some.size() < CellRepair.ROWS_A_CALL) {
            some.add(all.next());
        }
        return some;
    }

    private static Get get(byte[] row) {
        return new Get(row).addFamily(TimelineTable.FAMILY);
    }

    private static Put put(TimelineCell cell) {
        try {
            return new Put(cell.rowKey(), cell.timestamp())
                    .add(new KeyValue(
                            cell.rowKey(),
                            TimelineTable.FAMILY,
                            TimelineTable.QUALIFIER,
                            cell.timestamp(),
                            cell.value()));
        } catch (IOException e) {
            throw new UncheckedIOException("a cell has the row of its put", e);
        }
    }
}
