package org.crmlake.lake;

import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.TableMetadata;

/**
 * What the first commit to a table that an earlier release made brings along. No writer may go by the old values, and an ingester may
 * come before the next `crmlake init`.
 */
final class TableUpgrade {
    private TableUpgrade() {}

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
