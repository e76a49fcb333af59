package org.crmlake.lake;

import static org.crmlake.lake.LakeColumn.required;

import java.util.List;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Types.BooleanType;
import org.apache.iceberg.types.Types.DateType;
import org.apache.iceberg.types.Types.DoubleType;
import org.apache.iceberg.types.Types.StringType;

/** What a campaign is expected to cause in each customer, by each learner. */
public final class UpliftScoresTable {
    public static final String CUSTOMER_KEY = "customer_key";
    public static final String CAMPAIGN = "campaign";
    public static final String RANKING = "ranking";
    public static final String ARM = "arm";
    public static final String LEARNER = "learner";
    public static final String IN_PROFILE = "in_profile";
    public static final String SCORE = "score";
    public static final String AS_OF = "as_of";

    private static final List<LakeColumn> COLUMNS = List.of(
            required(CUSTOMER_KEY, StringType.get(), "The customer as the source knows them, namespace:id.")
                    .personal(),
            required(CAMPAIGN, StringType.get(), "The name of the campaign."),
            required(RANKING, StringType.get(), "The name of the block of its definition that named the learner."),
            required(ARM, StringType.get(), "The arm that was compared with the control."),
            required(LEARNER, StringType.get(), "two-model, transformed-outcome or doubly-robust."),
            required(
                    IN_PROFILE,
                    BooleanType.get(),
                    "Whether profiles and segments have this score, as uplift/campaign/ranking."),
            required(
                    SCORE, DoubleType.get(), "By how much the arm raises the chance of the outcome, 0.01 for a point."),
            required(AS_OF, DateType.get(), "The date the row is true for; only events before it count."));

    private static final Schema SCHEMA = LakeTable.schemaOf(COLUMNS);

    /** The definition of the table. */
    public static final LakeTable TABLE = new LakeTable(
            "uplift_scores",
            "One row a customer, campaign, ranking, learner and date.",
            COLUMNS,
            PartitionSpec.builderFor(SCHEMA).identity(AS_OF).identity(CAMPAIGN).build(),
            SortOrder.builderFor(SCHEMA)
                    .asc(RANKING)
                    .asc(LEARNER)
                    .asc(CUSTOMER_KEY)
                    .build(),
            List.of(new TableProperty(
                    "write.distribution-mode",
                    "none",
                    "A run writes each campaign from rows that are spread by customer already; another shuffle gains"
                            + " nothing.")));

    private UpliftScoresTable() {}
}
