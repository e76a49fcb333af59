package org.crmlake.lake;

import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.CommitFailedException;

/**
 * What the first commit to a table that an earlier release made brings along. No writer may go by the old values, and an ingester may
 * come before the next `crmlake init`.
 */
final class TableUpgrade {
    private TableUpgrade() {}

    /** Brings a table that is there to these settings, if it has others; does nothing else. */
    static void bring(Table table) {
        TableOperations operations = ((HasTableOperations) table).operations();
        TableMetadata now = operations.current();
        TableMetadata upgraded = of(now);
        if (upgraded != now) {
            try {
                operations.commit(now, upgraded);
            } catch (CommitFailedException e) {
                // Whoever was faster has brought them along.
            }
            table.refresh();
        }
    }

    /** Returns the metadata with the settings that every writer relies on. */
    static TableMetadata of(TableMetadata metadata) {
        Map<String, String> missing = new HashMap<>();
        for (TableProperty property : LakeTable.OF_ALL_WRITERS) {
            boolean chosen = !property.equals(LakeTable.KEEP_METADATA)
                    && metadata.properties().containsKey(property.key());
            if (!chosen && !property.value().equals(metadata.properties().get(property.key()))) {
                missing.put(property.key(), property.value());
            }
        }
        return missing.isEmpty()
                ? metadata
                : TableMetadata.buildFrom(metadata).setProperties(missing).build();
    }
}
