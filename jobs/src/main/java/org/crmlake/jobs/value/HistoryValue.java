package org.crmlake.jobs.value;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.crmlake.jobs.btyd.CustomerValue;
import org.crmlake.jobs.btyd.ModelKind;
import org.crmlake.jobs.btyd.PurchaseHistory;
import org.crmlake.jobs.btyd.PurchaseModel;

/**
 * The purchases to expect of a history of so many repeats, days of recency and days of age, discounted and not, and how well the
 * parameters let them be known: the slopes of the logarithm of the discounted ones by the logarithms of the parameters, and its
 * variance, by the delta method.
 */
final class HistoryValue implements UDF3<Integer, Integer, Integer, Row> {
    private static final long serialVersionUID = 1L;
    private static final double DIFFERENCE = 1e-3;
    private static final int KEPT = 1 << 14;

    static final String DISCOUNTED = "discounted";
    static final String PURCHASES = "purchases";
    static final String LOG_VARIANCE = "log_variance";
    static final String SLOPES = "slopes";

    /** The fields of the result. */
    static final StructType TYPE = new StructType()
            .add(DISCOUNTED, DataTypes.DoubleType, false)
            .add(PURCHASES, DataTypes.DoubleType, false)
            .add(LOG_VARIANCE, DataTypes.DoubleType, false)
            .add(SLOPES, DataTypes.createArrayType(DataTypes.DoubleType, false), false);

    private final PurchaseModel model;
    private final List<PurchaseModel> above = new ArrayList<>();
    private final List<PurchaseModel> below = new ArrayList<>();
    private final List<List<Double>> logCovariance;
    private final Period period;
    private final int months;
    private final double month;
    private final double discount;

    /** Entries are never changed, so tasks that share this see whole ones. */
    private transient Entry[] kept;

    private record Entry(int repeats, int recencyDays, int ageDays, Row value) {}

    HistoryValue(ModelKind kind, StoredModel model, int months, double monthDays, double discount) {
        this.model = kind.with(model.fit().parameters());
        this.period = model.period();
        this.logCovariance = new ArrayList<>(model.fit().logCovariance());
        this.months = months;
        this.month = monthDays / model.period().days();
        this.discount = discount;
        for (int i = 0; i < model.fit().parameters().size(); i++) {
            above.add(kind.with(moved(model.fit().parameters(), i, DIFFERENCE)));
            below.add(kind.with(moved(model.fit().parameters(), i, -DIFFERENCE)));
        }
    }

    private static List<Double> moved(List<Double> parameters, int moved, double difference) {
        List<Double> all = new ArrayList<>(parameters);
        all.set(moved, all.get(moved) * Math.exp(difference));
        return all;
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
            entry = new Entry(repeats, recencyDays, ageDays, value(period.history(repeats, recencyDays, ageDays)));
            entries[place] = entry;
        }
        return entry.value;
    }

    private Row value(PurchaseHistory history) {
        CustomerValue clv = new CustomerValue(months, month, discount);
        double discounted = clv.discountedPurchases(model, history);
        double[] slopes = new double[above.size()];
        if (discounted > 0) {
            for (int i = 0; i < slopes.length; i++) {
                double change =
                        clv.discountedPurchases(above.get(i), history) - clv.discountedPurchases(below.get(i), history);
                slopes[i] = change / (2 * DIFFERENCE * discounted);
            }
        }
        double variance = 0;
        for (int i = 0; i < slopes.length; i++) {
            for (int j = 0; j < slopes.length; j++) {
                variance += slopes[i] * slopes[j] * logCovariance.get(i).get(j);
            }
        }
        return RowFactory.create(
                discounted,
                model.expectedPurchases(history, months * month),
                Math.max(0, variance),
                Arrays.stream(slopes).boxed().toArray(Double[]::new));
    }
}
