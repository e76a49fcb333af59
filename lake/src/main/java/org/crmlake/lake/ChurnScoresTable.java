package org.crmlake.lake;

import static org.crmlake.lake.LakeColumn.optional;
import static org.crmlake.lake.LakeColumn.required;

import java.util.List;
import org.apache.iceberg.types.Types.DoubleType;
import org.apache.iceberg.types.Types.IntegerType;
import org.apache.iceberg.types.Types.StringType;

/** How likely each customer is to be lost, by each model that was asked, as of a date. */
public final class ChurnScoresTable {
    public static final String CUSTOMER_KEY = ScoreColumns.CUSTOMER_KEY;
    public static final String MODEL = "model";
    public static final String MODEL_ID = "model_id";
    public static final String HORIZON_DAYS = "horizon_days";
    public static final String CHURN_SCORE = "churn_score";
    public static final String CHURN_DECILE = "churn_decile";
    public static final String P_ALIVE = "p_alive";
    public static final String EXPECTED_PURCHASES = "expected_purchases";
    public static final String REPEATS = "repeats";
    public static final String RECENCY_DAYS = "recency_days";
    public static final String AGE_DAYS = "age_days";
    public static final String AS_OF = ScoreColumns.AS_OF;

    private static final List<LakeColumn> COLUMNS = List.of(
            ScoreColumns.customerKey(),
            required(MODEL, StringType.get(), "Which model: bg-nbd, mbg-nbd or pareto-nbd."),
            required(MODEL_ID, StringType.get(), "The model's row in models."),
            required(HORIZON_DAYS, IntegerType.get(), "How far the score looks ahead, in days."),
            required(
                    CHURN_SCORE,
                    DoubleType.get(),
                    "The probability that the customer buys nothing within the horizon."),
            required(
                    CHURN_DECILE,
                    IntegerType.get(),
                    "1 to 10; 10 for the tenth of the customers with the highest scores, as nearly as equal scores, which stay together, allow."),
            optional(P_ALIVE, DoubleType.get(), "The probability that the customer has not stopped buying for good."),
            optional(EXPECTED_PURCHASES, DoubleType.get(), "How many purchases to expect within the horizon."),
            optional(REPEATS, IntegerType.get(), "On how many days the customer bought after the first one."),
            optional(RECENCY_DAYS, IntegerType.get(), "Days from the first purchase to the last."),
            optional(AGE_DAYS, IntegerType.get(), "Days from the first purchase to the day before as_of."),
            ScoreColumns.asOf("; only purchases before it count"));

    /** The definition of the table. */
    public static final LakeTable TABLE =
            ScoreColumns.table("churn_scores", "One row a customer, model and date.", COLUMNS, MODEL);

    private ChurnScoresTable() {}
}
