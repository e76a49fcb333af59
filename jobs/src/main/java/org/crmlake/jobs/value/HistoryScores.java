package org.crmlake.jobs.value;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.crmlake.jobs.btyd.PurchaseHistory;
import org.crmlake.jobs.btyd.PurchaseModel;
import org.crmlake.lake.ChurnScoresTable;

/** What a model says of a history of so many repeats, days of recency and days of age. Many customers share one, so some are kept. */
final class HistoryScores implements UDF3<Integer, Integer, Integer, Row> {
    private static final long serialVersionUID = 1L;
    private static final int KEPT = 1 << 14;

    /** The fields of the result. */
    static final StructType TYPE = new StructType()
            .add(ChurnScoresTable.P_ALIVE, DataTypes.DoubleType, false)
            .add(ChurnScoresTable.EXPECTED_PURCHASES, DataTypes.DoubleType, false)
            .add(ChurnScoresTable.CHURN_SCORE, DataTypes.DoubleType, false);

    private final PurchaseModel model;
    private final Period period;
    private final double horizon;

    /** Entries are never changed, so tasks that share this see whole ones. */
    private transient Entry[] kept;

    private record Entry(int repeats, int recencyDays, int ageDays, Row scores) {}

    HistoryScores(PurchaseModel model, Period period, double horizon) {
        this.model = model;
        this.period = period;
        this.horizon = horizon;
    }

    @Override
    public Row call(Integer repeats, Integer recencyDays, Integer ageDays) {
        Entry[] entries = kept;
        if (entries == null) {
            entries = new Entry[KEPT];
            kept = entries;
        }
        int place = ((repeats * 31 + recencyDays) * 8191 + ageDays) & (KEPT - 1);
        Entry entry = entries[place];
        if (entry == null || entry.repeats != repeats || entry.recencyDays != recencyDays || entry.ageDays != ageDays) {
            entry = new Entry(repeats, recencyDays, ageDays, scores(repeats, recencyDays, ageDays));
            entries[place] = entry;
        }
        return entry.scores;
    }

    private Row scores(int repeats, int recencyDays, int ageDays) {
        PurchaseHistory history = period.history(repeats, recencyDays, ageDays);
        return RowFactory.create(
                model.probabilityAlive(history),
                model.expectedPurchases(history, horizon),
                churnScore(repeats, recencyDays, ageDays));
    }

    /** The probability that somebody with this history buys nothing within the horizon. */
    double churnScore(int repeats, int recencyDays, int ageDays) {
        double silence = model.probabilityOfSilence(period.history(repeats, recencyDays, ageDays), horizon);
        return Math.min(1, Math.max(0, silence));
    }
}
