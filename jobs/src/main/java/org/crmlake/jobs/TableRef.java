package org.crmlake.jobs;

import static java.util.Objects.requireNonNull;

import org.crmlake.lake.LakeTable;

/**
 * A table that a job reads or writes, for people to see how jobs hang together.
 *
 * @param store {@code lake} or {@code hbase}
 * @param table the name of the table, without its tenant
 */
public record TableRef(String store, String table) {
    /** The table of profiles in HBase. */
    public static final TableRef PROFILE = new TableRef("hbase", "profile");

    public TableRef {
        requireNonNull(store, "store is null");
        requireNonNull(table, "table is null");
    }

    /** Returns the reference to a table of the lake. */
    public static TableRef of(LakeTable table) {
        return new TableRef("lake", table.name());
    }

    @Override
    public String toString() {
        return store + "." + table;
    }
}
