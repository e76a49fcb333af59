package org.crmlake.lake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortField;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.types.Types.NestedField;
import org.crmlake.model.TableState.Drift;

/** Where a table differs from its definition. Docs and settings that the definition does not name may differ. */
final class TableDrift {
    private static final String ABSENT = "absent";
    private static final String UNPARTITIONED = "unpartitioned";
    private static final String UNSORTED = "unsorted";
    private static final String FORMAT_VERSION = "format-version";

    private TableDrift() {}

    static List<Drift> between(LakeTable wanted, Table found) {
        List<Drift> drifts = new ArrayList<>();
        Map<String, String> wantedColumns = columns(wanted.schema());
        Map<String, String> foundColumns = columns(found.schema());
        TreeSet<String> names = new TreeSet<>(wantedColumns.keySet());
        names.addAll(foundColumns.keySet());
        names.forEach(name -> compare(drifts, "column " + name, wantedColumns.get(name), foundColumns.get(name)));
        compare(drifts, "partitioning", partitioning(wanted.partitioning()), partitioning(found.spec()));
        compare(drifts, "sort order", order(wanted.order()), order(found.sortOrder()));
        Map<String, String> settings = new LinkedHashMap<>(found.properties());
        // Iceberg takes this one out of the properties and keeps it in the metadata.
        settings.put(FORMAT_VERSION, String.valueOf(TableUtil.formatVersion(found)));
        wanted.settings().forEach((key, value) -> compare(drifts, "property " + key, value, settings.get(key)));
        return drifts;
    }

    private static void compare(List<Drift> drifts, String attribute, String wanted, String found) {
        if (!Objects.equals(wanted, found)) {
            drifts.add(new Drift(
                    attribute, Objects.requireNonNullElse(wanted, ABSENT), Objects.requireNonNullElse(found, ABSENT)));
        }
    }

    private static Map<String, String> columns(Schema schema) {
        Map<String, String> columns = new LinkedHashMap<>();
        for (NestedField field : schema.columns()) {
            columns.put(field.name(), (field.isRequired() ? "required " : "optional ") + field.type());
        }
        return columns;
    }

    private static String partitioning(PartitionSpec spec) {
        List<String> fields = new ArrayList<>();
        for (PartitionField field : spec.fields()) {
            fields.add(field.transform() + "(" + spec.schema().findColumnName(field.sourceId()) + ")");
        }
        return fields.isEmpty() ? UNPARTITIONED : String.join(", ", fields);
    }

    private static String order(SortOrder order) {
        List<String> fields = new ArrayList<>();
        for (SortField field : order.fields()) {
            String column = order.schema().findColumnName(field.sourceId());
            String by = field.transform().isIdentity() ? column : field.transform() + "(" + column + ")";
            fields.add(by + " " + field.direction() + " " + field.nullOrder());
        }
        return fields.isEmpty() ? UNSORTED : String.join(", ", fields);
    }
}
