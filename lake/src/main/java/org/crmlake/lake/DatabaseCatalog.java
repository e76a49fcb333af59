package org.crmlake.lake;

import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.jdbc.JdbcCatalog;

/** A catalog in a database whose tables say what became of a commit. Iceberg makes it by its name, for Spark and for us. */
public final class DatabaseCatalog extends JdbcCatalog {
    @Override
    protected TableOperations newTableOps(TableIdentifier table) {
        TableOperations operations = super.newTableOps(table);
        // No two versions of a table have the same file, so nobody can make one again that was removed.
        return SureOperations.comparingFiles(operations, file -> operations.io().deleteFile(file));
    }
}
