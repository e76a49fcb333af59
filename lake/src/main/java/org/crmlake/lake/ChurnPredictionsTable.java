package org.crmlake.lake;

import static org.crmlake.lake.LakeColumn.required;

import java.util.List;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Types.DateType;
import org.apache.iceberg.types.Types.DoubleType;
import org.apache.iceberg.types.Types.IntegerType;
import org.apache.iceberg.types.Types.ListType;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.types.Types.StringType;
import org.apache.iceberg.types.Types.StructType;

/** How likely each customer is to leave, by a classifier that has learned from others, and why. */
public final class ChurnPredictionsTable {
    public static final String CUSTOMER_KEY = "customer_key";
    public static final String PROBABILITY = "probability";
    public static final String DECILE = "decile";
    public static final String REASONS = "reasons";
    public static final String MODEL = "model";
    public static final String AS_OF = "as_of";

    private static final List<LakeColumn> COLUMNS = List.of(
            required(CUSTOMER_KEY, StringType.get(), "The customer as the source knows them, namespace:id.")
                    .personal(),
            required(PROBABILITY, DoubleType.get(), "How likely the customer is to leave, from 0 to 1."),
            required(DECILE, IntegerType.get(), "1 for the tenth of customers most likely to leave, up to 10."),
            required(
                            REASONS,
                            ListType.ofRequired(
                                    1,
                                    StructType.of(
                                            NestedField.required(2, "feature", StringType.get()),
                                            NestedField.required(3, "value", StringType.get()),
                                            NestedField.required(4, "added", DoubleType.get()))),
                            "The features that add most to the log-odds of leaving, with the customer's value, at most three.")
                    .personal(),
            required(MODEL, StringType.get(), "Whom and how the classifier learned: events-logistic, telco-gbt."),
            required(AS_OF, DateType.get(), "The date the row is true for."));

    private static final Schema SCHEMA = LakeTable.schemaOf(COLUMNS);

    /** The definition of the table. */
    public static final LakeTable TABLE = new LakeTable(
            "churn_predictions",
            "One row a customer, model and date.",
            COLUMNS,
            PartitionSpec.builderFor(SCHEMA).identity(AS_OF).identity(MODEL).build(),
            SortOrder.builderFor(SCHEMA).asc(CUSTOMER_KEY).build(),
            List.of(new TableProperty(
                    "write.distribution-mode",
                    "none",
                    "A run writes one partition from rows that are spread by customer already; another shuffle gains"
                            + " nothing.")));

    private ChurnPredictionsTable() {}
}
