package org.crmlake.lake;

import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.LockManager;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.util.LockManagers;

/** A catalog of plain files whose tables say what became of a commit. Iceberg makes it by its name, for Spark and for us. */
public final class FolderCatalog extends HadoopCatalog {
    private LockManager locks;

    @Override
    public void initialize(String name, Map<String, String> properties) {
        super.initialize(name, properties);
        locks = LockManagers.from(properties);
    }

    @Override
    protected TableOperations newTableOps(TableIdentifier table) {
        FolderOperations operations = new FolderOperations(
                new Path(defaultWarehouseLocation(table)),
                super.newTableOps(table).io(),
                getConf(),
                locks);
        return SureOperations.comparingFiles(operations, operations::empty);
    }
}
