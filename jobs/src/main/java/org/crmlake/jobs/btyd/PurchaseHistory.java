package org.crmlake.jobs.btyd;

/**
 * What the models know of a customer. The unit of time is the caller's, the same for all.
 *
 * @param repeats how often the customer bought again after the first time; several purchases of one day are one. The literature
 *     calls it x
 * @param recency the time from the first purchase to the last, 0 if there is only one; t_x
 * @param age the time from the first purchase to the end of what was looked at; T
 */
public record PurchaseHistory(int repeats, double recency, double age) {
    public PurchaseHistory {
        if (repeats < 0 || !(recency >= 0) || !(age >= recency) || repeats == 0 && recency > 0) {
            throw new IllegalArgumentException("no customer bought " + repeats + " times again, the last time "
                    + recency + " after the first, within " + age);
        }
    }
}
