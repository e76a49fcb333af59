package org.crmlake.lake;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.types.Types.StructType;
import org.crmlake.lake.LakeColumn.Presence;
import org.crmlake.model.Tenant;

/**
 * The definition of one lake table; every tenant has a table of each definition.
 *
 * @param name in {@code snake_case}
 * @param doc what one row stands for
 * @param columns in their order
 * @param partitioning by what rows are kept in separate files
 * @param order by what the rows of a file are sorted
 * @param ownProperties the settings of this table alone; {@link #properties()} adds those of all tables
 */
public record LakeTable(
        String name,
        String doc,
        List<LakeColumn> columns,
        PartitionSpec partitioning,
        SortOrder order,
        List<TableProperty> ownProperties) {

    private static final List<TableProperty> OF_ALL_TABLES = List.of(
            new TableProperty(
                    "format-version", "2", "Row-level deletes need it, and with them erasure; few engines read 3 yet."),
            new TableProperty(
                    "write.parquet.compression-codec",
                    "zstd",
                    "Smaller than snappy; named here so that files stay alike whatever the writer's default."),
            new TableProperty(
                    "write.metadata.metrics.default",
                    "none",
                    "A column gets bounds in the manifests only if its definition says that it is not personal."));

    /** Metadata files are freed by {@link SureOperations} and removed by {@link OldMetadata}, so Iceberg has to let them be. */
    static final TableProperty KEEP_METADATA = new TableProperty(
            "write.metadata.delete-after-commit.enabled",
            "false",
            "A writer that stood still would make a version anew whose file is gone, and with it undo all later ones. A commit"
                    + " empties what it no longer names; `crmlake run maintenance` removes the names once they are old.");

    /** What every writer relies on, also in a table that an earlier release made. */
    static final List<TableProperty> OF_ALL_WRITERS = List.of(
            KEEP_METADATA,
            new TableProperty(
                    "write.metadata.previous-versions-max",
                    "100",
                    "Readers that opened the table some commits ago still find their metadata file."),
            new TableProperty(
                    "commit.retry.num-retries",
                    "100",
                    "Of the streams of a tenant that commit at the same time one gets through; the others try again."),
            new TableProperty(
                    "commit.retry.min-wait-ms",
                    "20",
                    "A commit takes some tens of milliseconds; the time to wait doubles, with a part that is drawn."),
            new TableProperty(
                    "commit.retry.max-wait-ms",
                    "1000",
                    "Who has waited long is not to be overtaken for ever by those who begin."),
            new TableProperty("commit.retry.total-timeout-ms", "600000", "After ten minutes something else is wrong."));

    public LakeTable {
        requireNonNull(name, "name is null");
        requireNonNull(doc, "doc is null");
        requireNonNull(partitioning, "partitioning is null");
        requireNonNull(order, "order is null");
        columns = List.copyOf(columns);
        ownProperties = List.copyOf(ownProperties);
    }

    /** Returns the Iceberg schema of {@code columns}, each with its doc. */
    static Schema schemaOf(List<LakeColumn> columns) {
        List<NestedField> fields = new ArrayList<>();
        for (LakeColumn column : columns) {
            fields.add(NestedField.builder()
                    .withId(fields.size() + 1)
                    .withName(column.name())
                    .ofType(column.type())
                    .isOptional(column.presence() == Presence.OPTIONAL)
                    .withDoc(column.doc())
                    .build());
        }
        // A table class may number the keys and values of its maps as it likes: all ids are given anew, columns first.
        AtomicInteger lastId = new AtomicInteger();
        Type numbered = TypeUtil.assignFreshIds(StructType.of(fields), lastId::incrementAndGet);
        return new Schema(numbered.asStructType().fields());
    }

    /** Returns the Iceberg schema. */
    public Schema schema() {
        return partitioning.schema();
    }

    /** Returns the settings of this table: those of all tables, its own, and how much of each column the manifests hold. */
    public List<TableProperty> properties() {
        Stream<TableProperty> metrics = columns.stream()
                .map(column -> new TableProperty(
                        "write.metadata.metrics.column." + column.name(),
                        column.metricsMode(),
                        switch (column.metricsMode()) {
                            case "none" -> "Personal: a manifest must not repeat values of it.";
                            case "counts" -> "Values are too large to have useful bounds.";
                            default -> "Queries skip files by its bounds.";
                        }));
        return Stream.of(OF_ALL_TABLES.stream(), OF_ALL_WRITERS.stream(), ownProperties.stream(), metrics)
                .flatMap(settings -> settings)
                .toList();
    }

    /** Returns what {@link #properties()} say as key and value. */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        properties().forEach(property -> settings.put(property.key(), property.value()));
        return settings;
    }

    /** Returns the place of {@code tenant}'s table in the catalog. */
    TableIdentifier identifier(Tenant tenant) {
        return TableIdentifier.of(Namespace.of(tenant.namespace()), name);
    }
}
