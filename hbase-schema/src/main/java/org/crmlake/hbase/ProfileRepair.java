package org.crmlake.hbase;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.crmlake.model.CrmException;
import org.crmlake.model.Tenant;
import org.crmlake.model.segment.Statement;

/**
 * Brings traits and consents of {@code profile} to what the events of the lake say. {@link RegionPurge} completes what is removed here.
 */
public final class ProfileRepair implements AutoCloseable {
    private final CellRepair cells;

    private ProfileRepair(CellRepair cells) {
        this.cells = cells;
    }

    /** Connects to a tenant's profiles. */
    public static ProfileRepair open(Configuration configuration, Tenant tenant) {
        return new ProfileRepair(new CellRepair(configuration, ProfileTable.name(tenant)));
    }

    /**
     * Removes what holds in a profile and should not, and what comes to light below it.
     *
     * @param wanted what should be said of each thing, with null for nothing
     * @param sources whose statements may go, because no batch of theirs is being taken in; all others are left
     */
    public Repaired remove(Iterator<ProfileEntry> wanted, Set<String> sources) {
        Repaired all = Repaired.NOTHING;
        while (wanted.hasNext()) {
            all = all.plus(remove(wanted.next(), sources));
        }
        return all;
    }

    private Repaired remove(ProfileEntry wanted, Set<String> sources) {
        long done = 0;
        SortedSet<String> regions = new TreeSet<>();
        while (true) {
            Cell cell = visible(wanted);
            Statement said = cell == null ? null : said(wanted, cell);
            boolean dated = said != null && cell.getTimestamp() == EventCells.timestamp(Micros.of(said.time()));
            if (cell == null || (dated && mayStay(said, wanted.said()))) {
                return new Repaired(done, 0, regions);
            }
            boolean mayGo = said != null && (!dated || sources.contains(said.source()));
            if (!mayGo || !cells.remove(cell)) {
                return new Repaired(done, 1, regions);
            }
            done++;
            regions.add(cells.region(ProfileTable.rowKey(wanted.customer())));
        }
    }

    /** What is older than what will be written is not in its way. */
    private static boolean mayStay(Statement said, Statement wanted) {
        return wanted != null && (said.equals(wanted) || wanted.isNewerThan(said));
    }

    /** Writes what should be said where it is newer, and looks at it: what is not seen is left, and its region is to be purged. */
    public Repaired write(Iterator<ProfileEntry> wanted) {
        long done = 0;
        long left = 0;
        SortedSet<String> regions = new TreeSet<>();
        while (wanted.hasNext()) {
            ProfileEntry entry = wanted.next();
            Cell before = visible(entry);
            if (before != null && (said(entry, before) == null || !entry.said().isNewerThan(said(entry, before)))) {
                continue;
            }
            byte[] row = ProfileTable.rowKey(entry.customer());
            cells.write(List.of(new Put(row)
                    .addColumn(
                            StatementCells.family(entry.topic()),
                            qualifier(entry),
                            EventCells.timestamp(Micros.of(entry.said().time())),
                            StatementCells.encode(entry.said()))));
            Cell after = visible(entry);
            if (after != null && !entry.said().isNewerThan(said(entry, after))) {
                done++;
            } else {
                left++;
                regions.add(cells.region(row));
            }
        }
        return new Repaired(done, left, regions);
    }

    @Override
    public void close() {
        cells.close();
    }

    private Cell visible(ProfileEntry entry) {
        return cells.read(new Get(ProfileTable.rowKey(entry.customer()))
                        .addColumn(StatementCells.family(entry.topic()), qualifier(entry)))
                .getColumnLatestCell(StatementCells.family(entry.topic()), qualifier(entry));
    }

    /** Returns what a cell says, or null if it is none of ours. */
    private static Statement said(ProfileEntry entry, Cell cell) {
        try {
            return StatementCells.decode(entry.topic(), cell);
        } catch (CrmException e) {
            return null;
        }
    }

    private static byte[] qualifier(ProfileEntry entry) {
        return entry.name().getBytes(StandardCharsets.UTF_8);
    }
}
