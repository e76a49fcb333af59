package org.crmlake.lake;

import static org.crmlake.lake.LakeColumn.required;

import java.util.List;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Types.StringType;
import org.apache.iceberg.types.Types.TimestampType;

/** What campaigns there are: every definition that was ever given. */
public final class CampaignsTable {
    public static final String CAMPAIGN = "campaign";
    public static final String DEFINITION = "definition";
    public static final String FINGERPRINT = "fingerprint";
    public static final String DEFINED_AT = "defined_at";

    private static final List<LakeColumn> COLUMNS = List.of(
            required(CAMPAIGN, StringType.get(), "The name of the campaign."),
            required(DEFINITION, StringType.get(), "The YAML text as it was given."),
            required(FINGERPRINT, StringType.get(), "The first 16 hex digits of the text's SHA-256."),
            required(DEFINED_AT, TimestampType.withZone(), "When it was given, in UTC; the newest holds."));

    private static final Schema SCHEMA = LakeTable.schemaOf(COLUMNS);

    /** The definition of the table. */
    public static final LakeTable TABLE = new LakeTable(
            "campaigns",
            "One row a campaign and version of its definition.",
            COLUMNS,
            PartitionSpec.builderFor(SCHEMA).identity(CAMPAIGN).build(),
            SortOrder.builderFor(SCHEMA).asc(DEFINED_AT).build(),
            List.of(new TableProperty(
                    "write.distribution-mode", "none", "A definition is one row; a shuffle gains nothing.")));

    private CampaignsTable() {}
}
