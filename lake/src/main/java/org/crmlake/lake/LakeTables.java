package org.crmlake.lake;

import java.util.List;

/** All tables of the lake. A new table is one class and one line here. */
public final class LakeTables {
    /** The tables in the order in which data flows through them. */
    public static final List<LakeTable> ALL = List.of(
            EventsTable.TABLE,
            DeadLettersTable.TABLE,
            ExpiredCommitsTable.TABLE,
            CustomerDailyTable.TABLE,
            RfmScoresTable.TABLE,
            RfmCutPointsTable.TABLE,
            ChurnPredictionsTable.TABLE,
            CampaignsTable.TABLE,
            CampaignResultsTable.TABLE,
            UpliftScoresTable.TABLE,
            ModelsTable.TABLE,
            ChurnScoresTable.TABLE,
            ClvTable.TABLE,
            SegmentMembersTable.TABLE,
            SegmentLedgerTable.TABLE,
            SegmentRunsTable.TABLE);

    private LakeTables() {}
}
