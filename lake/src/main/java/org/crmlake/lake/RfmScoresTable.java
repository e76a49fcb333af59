package org.crmlake.lake;

import static org.crmlake.lake.LakeColumn.required;

import java.util.List;
import org.apache.iceberg.types.Types.DecimalType;
import org.apache.iceberg.types.Types.IntegerType;
import org.apache.iceberg.types.Types.LongType;
import org.apache.iceberg.types.Types.StringType;

/** Recency, frequency and monetary value of each customer with orders, their scores and the segment, as of a date. */
public final class RfmScoresTable {
    public static final String CUSTOMER_KEY = ScoreColumns.CUSTOMER_KEY;
    public static final String RECENCY_DAYS = "recency_days";
    public static final String FREQUENCY = "frequency";
    public static final String MONETARY = "monetary";
    public static final String RECENCY_SCORE = "recency_score";
    public static final String FREQUENCY_SCORE = "frequency_score";
    public static final String MONETARY_SCORE = "monetary_score";
    public static final String RFM_SCORE = "rfm_score";
    public static final String SEGMENT = "segment";
    public static final String AS_OF = ScoreColumns.AS_OF;

    private static final List<LakeColumn> COLUMNS = List.of(
            ScoreColumns.customerKey(),
            required(RECENCY_DAYS, IntegerType.get(), "Days from the last order to as_of."),
            required(FREQUENCY, LongType.get(), "Number of orders before as_of."),
            required(MONETARY, DecimalType.of(20, 4), "What the orders were worth, less what was given back."),
            required(RECENCY_SCORE, IntegerType.get(), "1 to 5; 5 for those who ordered last."),
            required(FREQUENCY_SCORE, IntegerType.get(), "1 to 5; 5 for those with most orders."),
            required(MONETARY_SCORE, IntegerType.get(), "1 to 5; 5 for those who spent most."),
            required(RFM_SCORE, IntegerType.get(), "The three scores as one number of three digits, for instance 543."),
            required(SEGMENT, StringType.get(), "The name of the first band that the scores fit, else Others."),
            ScoreColumns.asOf("; only orders before it count"));

    /** The definition of the table. */
    public static final LakeTable TABLE = ScoreColumns.table("rfm_scores", "One row a customer and date.", COLUMNS);

    private RfmScoresTable() {}
}
