package org.crmlake.lake;

import static org.crmlake.lake.LakeColumn.optional;
import static org.crmlake.lake.LakeColumn.required;

import java.util.List;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Types.DateType;
import org.apache.iceberg.types.Types.DecimalType;
import org.apache.iceberg.types.Types.DoubleType;
import org.apache.iceberg.types.Types.StringType;

/** What campaigns did and caused, one number a row. */
public final class CampaignResultsTable {
    public static final String CAMPAIGN = "campaign";
    public static final String SECTION = "section";
    public static final String SUBJECT = "subject";
    public static final String ARM = "arm";
    public static final String ITEM = "item";
    public static final String DAY = "day";
    public static final String MEASURE = "measure";
    public static final String VALUE = "value";
    public static final String LOWER = "lower";
    public static final String UPPER = "upper";
    public static final String P_VALUE = "p_value";
    public static final String AMOUNT = "amount";
    public static final String NOTE = "note";
    public static final String AS_OF = "as_of";

    private static final List<LakeColumn> COLUMNS = List.of(
            required(CAMPAIGN, StringType.get(), "The name of the campaign."),
            required(SECTION, StringType.get(), "check, funnel, experiment, money, attribution or uplift."),
            required(SUBJECT, StringType.get(), "What the number is of: an outcome, a stage, a model, a score."),
            optional(ARM, StringType.get(), "The arm; with a difference, the one that is compared with the control."),
            optional(ITEM, StringType.get(), "The channel, customer segment, share or covariate."),
            optional(DAY, DateType.get(), "The day in the tenant's zone, where the number is of one day."),
            required(MEASURE, StringType.get(), "What is measured, see campaigns.md."),
            optional(VALUE, DoubleType.get(), "The number."),
            optional(LOWER, DoubleType.get(), "The lower end of its 95 % interval."),
            optional(UPPER, DoubleType.get(), "The upper end of its 95 % interval."),
            optional(P_VALUE, DoubleType.get(), "The p-value of its test."),
            optional(AMOUNT, DecimalType.of(28, 4), "The number as a decimal, where parts must add up to the cent."),
            optional(NOTE, StringType.get(), "How it was computed, where there is a choice."),
            required(AS_OF, DateType.get(), "The date the row is true for; only events before it count."));

    private static final Schema SCHEMA = LakeTable.schemaOf(COLUMNS);

    /** The definition of the table. */
    public static final LakeTable TABLE = new LakeTable(
            "campaign_results",
            "One row a number of a campaign and date.",
            COLUMNS,
            PartitionSpec.builderFor(SCHEMA).identity(AS_OF).build(),
            SortOrder.builderFor(SCHEMA).asc(CAMPAIGN).asc(SECTION).build(),
            List.of(new TableProperty(
                    "write.distribution-mode",
                    "none",
                    "A run writes some thousand rows into one partition; a shuffle gains nothing.")));

    private CampaignResultsTable() {}
}
