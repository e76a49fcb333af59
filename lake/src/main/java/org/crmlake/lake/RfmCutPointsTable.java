package org.crmlake.lake;

import static org.crmlake.lake.LakeColumn.required;

import java.util.List;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Types.DateType;
import org.apache.iceberg.types.Types.DecimalType;
import org.apache.iceberg.types.Types.ListType;

/** The cut points that the scores of {@link RfmScoresTable} were made with. */
public final class RfmCutPointsTable {
    public static final String AS_OF = "as_of";
    public static final String TAKEN_FROM = "taken_from";
    public static final String RECENCY_CUTS = "recency_days_cuts";
    public static final String FREQUENCY_CUTS = "frequency_cuts";
    public static final String MONETARY_CUTS = "monetary_cuts";

    private static final List<LakeColumn> COLUMNS = List.of(
            required(AS_OF, DateType.get(), "The date of the scores that were made with them."),
            required(
                    TAKEN_FROM,
                    DateType.get(),
                    "The date whose customers they are the quantiles of; scores of two dates compare if it is the same."),
            required(RECENCY_CUTS, cuts(), "The four cut points of recency_days, rising."),
            required(FREQUENCY_CUTS, cuts(), "The four cut points of frequency, rising."),
            required(MONETARY_CUTS, cuts(), "The four cut points of monetary, rising."));

    private static final Schema SCHEMA = LakeTable.schemaOf(COLUMNS);

    /** The definition of the table. */
    public static final LakeTable TABLE = new LakeTable(
            "rfm_cut_points",
            "One row a date.",
            COLUMNS,
            PartitionSpec.builderFor(SCHEMA).identity(AS_OF).build(),
            SortOrder.builderFor(SCHEMA).asc(AS_OF).build(),
            List.of());

    private RfmCutPointsTable() {}

    private static ListType cuts() {
        return ListType.ofRequired(1, DecimalType.of(28, 5));
    }
}
