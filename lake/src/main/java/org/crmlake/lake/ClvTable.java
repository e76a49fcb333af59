package org.crmlake.lake;

import static org.crmlake.lake.LakeColumn.optional;
import static org.crmlake.lake.LakeColumn.required;

import java.util.List;
import org.apache.iceberg.types.Types.DoubleType;
import org.apache.iceberg.types.Types.IntegerType;
import org.apache.iceberg.types.Types.StringType;

/** What each customer is expected to be worth from a date on. */
public final class ClvTable {
    public static final String CUSTOMER_KEY = ScoreColumns.CUSTOMER_KEY;
    public static final String CLV = "clv";
    public static final String CLV_LOW = "clv_low";
    public static final String CLV_HIGH = "clv_high";
    public static final String EXPECTED_PURCHASES = "expected_purchases";
    public static final String EXPECTED_SPEND = "expected_spend";
    public static final String REPEATS = "repeats";
    public static final String MEAN_REPEAT_VALUE = "mean_repeat_value";
    public static final String MONTHS = "months";
    public static final String MONTHLY_DISCOUNT = "monthly_discount";
    public static final String MODEL_ID = "model_id";
    public static final String SPEND_MODEL_ID = "spend_model_id";
    public static final String AS_OF = ScoreColumns.AS_OF;

    private static final List<LakeColumn> COLUMNS = List.of(
            ScoreColumns.customerKey(),
            required(
                    CLV,
                    DoubleType.get(),
                    "Expected worth of the purchases within the months, discounted to as_of, in the shop's money."),
            optional(
                    CLV_LOW,
                    DoubleType.get(),
                    "The lower end of the 95 % interval of clv. It tells how well the parameters are known, not how one"
                            + " customer's purchases will vary. None if the data do not tell all parameters."),
            optional(CLV_HIGH, DoubleType.get(), "The upper end of that interval; none where there is no lower one."),
            required(EXPECTED_PURCHASES, DoubleType.get(), "How many purchases to expect within the months."),
            required(EXPECTED_SPEND, DoubleType.get(), "What to expect one of them to be worth."),
            required(REPEATS, IntegerType.get(), "On how many days the customer bought after the first one."),
            required(
                    MEAN_REPEAT_VALUE,
                    DoubleType.get(),
                    "What was spent on those days, on average; 0 if there are none."),
            required(MONTHS, IntegerType.get(), "How far it looks ahead, in months of 30.415 days."),
            required(MONTHLY_DISCOUNT, DoubleType.get(), "By how much worth falls a month; 0.01 is 1 %."),
            required(MODEL_ID, StringType.get(), "The row in models of the model of purchases."),
            required(SPEND_MODEL_ID, StringType.get(), "The row in models of the model of spend."),
            ScoreColumns.asOf("; only purchases before it count"));

    /** The definition of the table. */
    public static final LakeTable TABLE = ScoreColumns.table(
            "clv", "One row a customer and date, for customers whose spend a model can tell.", COLUMNS);

    private ClvTable() {}
}
