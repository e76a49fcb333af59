package org.crmlake.lake;

import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Types.NestedField;
import org.crmlake.lake.LakeColumn.Presence;

/**
 * Columns that a table made by an older version requires and its definition does not any more. They are made optional, which is a
 * change of metadata alone: rows and readers stay as they are. The other way round is never done, as rows may be without a value.
 */
final class RelaxedColumns {
    private RelaxedColumns() {}

    static void in(Table found, LakeTable wanted) {
        List<String> relaxed = wanted.columns().stream()
                .filter(column -> column.presence() == Presence.OPTIONAL)
                .map(LakeColumn::name)
                .filter(name -> isRequired(found.schema().findField(name)))
                .toList();
        if (!relaxed.isEmpty()) {
            UpdateSchema update = found.updateSchema();
            relaxed.forEach(update::makeColumnOptional);
            update.commit();
        }
    }

    private static boolean isRequired(NestedField field) {
        return field != null && field.isRequired();
    }
}
