package org.crmlake.jobs.btyd;

/**
 * How many purchases to expect, each worth less the later it comes: the part of a customer's lifetime value that does not depend on
 * money. Times a purchase's worth it is the value.
 *
 * @param months how far to look
 * @param month how long one is, in the model's unit of time: about 4.345 weeks, about 30.4 days
 * @param discount for one month: 0.01 is 1 %. What comes in the first month is discounted by one month, and so on
 */
public record CustomerValue(int months, double month, double discount) {
    public CustomerValue {
        if (months < 1 || !(month > 0) || !(discount > -1)) {
            throw new IllegalArgumentException(
                    "no value over " + months + " months of " + month + " at " + discount + " a month");
        }
    }

    /** Returns the sum over the months of the purchases expected in each, discounted. */
    public double discountedPurchases(PurchaseModel model, PurchaseHistory history) {
        double sum = 0;
        double before = 0;
        double factor = 1;
        for (int i = 1; i <= months; i++) {
            double until = model.expectedPurchases(history, i * month);
            factor /= 1 + discount;
            sum += (until - before) * factor;
            before = until;
        }
        return sum;
    }
}
