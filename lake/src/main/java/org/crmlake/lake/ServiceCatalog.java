package org.crmlake.lake;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;

/** A catalog that a REST service keeps, whose tables say what became of a commit. Iceberg makes it by its name, for Spark and for us. */
public final class ServiceCatalog extends RESTCatalog {
    @Override
    public Table loadTable(TableIdentifier table) {
        Table loaded = super.loadTable(table);
        // A service that plans scans itself has a class of its own, which Iceberg casts to.
        return loaded.getClass() == BaseTable.class
                ? new BaseTable(SureOperations.comparingSnapshots(((BaseTable) loaded).operations()), loaded.name())
                : loaded;
    }
}
