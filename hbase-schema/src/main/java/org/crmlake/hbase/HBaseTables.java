package org.crmlake.hbase;

import java.util.List;
import java.util.function.Function;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.crmlake.model.Tenant;

/** Every HBase table of crmlake, one line each. A new table is a class beside these and a line here. */
public final class HBaseTables {
    private static final List<Function<Tenant, TableDescriptor>> TABLES = List.of(
            TimelineTable::descriptor, // one row an event
            ProfileTable::descriptor, // one row a customer
            SegmentsTable::descriptor); // one row a version of a segment definition

    /** The table attribute that tells how keys and cells are laid out; a table with another number cannot be read. */
    static final String LAYOUT = "CRMLAKE_LAYOUT";

    private HBaseTables() {}

    /** Returns the definitions of a tenant's tables. */
    public static List<TableDescriptor> of(Tenant tenant) {
        return TABLES.stream().map(table -> table.apply(tenant)).toList();
    }
}
