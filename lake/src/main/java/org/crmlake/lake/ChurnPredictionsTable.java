package org.crmlake.lake;

import static org.crmlake.lake.LakeColumn.required;

import java.util.List;
import org.apache.iceberg.types.Types.DoubleType;
import org.apache.iceberg.types.Types.IntegerType;
import org.apache.iceberg.types.Types.ListType;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.types.Types.StringType;
import org.apache.iceberg.types.Types.StructType;

/** How likely each customer is to leave, by a classifier that has learned from others, and why. */
public final class ChurnPredictionsTable {
    public static final String CUSTOMER_KEY = ScoreColumns.CUSTOMER_KEY;
    public static final String PROBABILITY = "probability";
    public static final String DECILE = "decile";
    public static final String REASONS = "reasons";
    public static final String MODEL = "model";
    public static final String MODEL_ID = "model_id";
    public static final String AS_OF = ScoreColumns.AS_OF;

    private static final List<LakeColumn> COLUMNS = List.of(
            ScoreColumns.customerKey(),
            required(PROBABILITY, DoubleType.get(), "How likely the customer is to leave, from 0 to 1."),
            required(
                    DECILE,
                    IntegerType.get(),
                    "1 for the tenth of customers most likely to leave, as nearly as equal probabilities, which stay together, allow, up to 10."),
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
            required(MODEL_ID, StringType.get(), "The model's row in models."),
            ScoreColumns.asOf(""));

    /** The definition of the table. */
    public static final LakeTable TABLE =
            ScoreColumns.table("churn_predictions", "One row a customer, model and date.", COLUMNS, MODEL);

    private ChurnPredictionsTable() {}
}
