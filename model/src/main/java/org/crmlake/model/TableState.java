package org.crmlake.model;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What {@code init} found of one table, in the lake or in HBase.
 *
 * @param store {@code lake} or {@code hbase}
 * @param table the table's full name
 * @param created whether it was made just now
 * @param drifts where the table differs from its definition; empty for a table as it should be
 */
public record TableState(String store, String table, boolean created, List<Drift> drifts) {

    /** One difference: which attribute, what its definition says and what the store has. */
    public record Drift(String attribute, String wanted, String found) {
        public Drift {
            requireNonNull(attribute, "attribute is null");
            requireNonNull(wanted, "wanted is null");
            requireNonNull(found, "found is null");
        }
    }

    public TableState {
        requireNonNull(store, "store is null");
        requireNonNull(table, "table is null");
        drifts = List.copyOf(drifts);
    }
}
