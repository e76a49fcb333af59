package org.crmlake.lake;

import static org.crmlake.lake.LakeColumn.required;

import java.util.Arrays;
import java.util.List;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Types.DateType;
import org.apache.iceberg.types.Types.StringType;

/** What all tables of scores have: one row is of one customer and one date, and a run replaces the rows of a date. */
public final class ScoreColumns {
    public static final String CUSTOMER_KEY = "customer_key";
    public static final String AS_OF = "as_of";

    private ScoreColumns() {}

    static LakeColumn customerKey() {
        return required(CUSTOMER_KEY, StringType.get(), "The customer as the source knows them, namespace:id.")
                .personal();
    }

    /** @param counts what of the date's past counts, as the end of the column's doc; empty for nothing to say */
    static LakeColumn asOf(String counts) {
        return required(AS_OF, DateType.get(), "The date the row is true for" + counts + ".");
    }

    /**
     * Returns a table of scores: cut by date and by {@code others}, sorted by customer.
     *
     * @param others further columns that a run replaces the rows of one value of
     */
    static LakeTable table(String name, String doc, List<LakeColumn> columns, String... others) {
        Schema schema = LakeTable.schemaOf(columns);
        PartitionSpec.Builder partitioning = PartitionSpec.builderFor(schema).identity(AS_OF);
        Arrays.stream(others).forEach(partitioning::identity);
        return new LakeTable(
                name,
                doc,
                columns,
                partitioning.build(),
                SortOrder.builderFor(schema).asc(CUSTOMER_KEY).build(),
                List.of(new TableProperty(
                        "write.distribution-mode",
                        "none",
                        "A run writes one partition from rows that are spread by customer already; another shuffle gains"
                                + " nothing.")));
    }
}
