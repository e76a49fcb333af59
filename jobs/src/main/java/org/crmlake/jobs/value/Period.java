package org.crmlake.jobs.value;

import java.util.Locale;
import org.crmlake.jobs.btyd.PurchaseHistory;

/** The unit of a model's times. Purchases are told apart by day whatever the unit; a week is 7 days, and times have fractions. */
public enum Period {
    DAY(1),
    WEEK(7);

    private final int days;

    Period(int days) {
        this.days = days;
    }

    /** Returns how many days it has. */
    public int days() {
        return days;
    }

    PurchaseHistory history(int repeats, int recencyDays, int ageDays) {
        return new PurchaseHistory(repeats, (double) recencyDays / days, (double) ageDays / days);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
