package org.crmlake.jobs.supervised;

import java.util.List;

/**
 * Which columns a classifier learns from. The table that holds them also has {@link #CUSTOMER_KEY} and {@link #LABEL}.
 *
 * @param numeric columns of doubles; a null stands for a value not known and is taken for the median
 * @param categorical columns of strings; null is a level of its own
 */
record Features(List<String> numeric, List<String> categorical) {
    static final String CUSTOMER_KEY = "customer_key";

    /** 1 for a customer that left, 0 for one that stayed, null where it is not known. */
    static final String LABEL = "label";

    Features {
        numeric = List.copyOf(numeric);
        categorical = List.copyOf(categorical);
    }
}
