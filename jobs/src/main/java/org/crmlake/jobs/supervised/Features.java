package org.crmlake.jobs.supervised;

import java.util.List;

/**
 * What a classifier learns from, by names that people read. The table has them as columns, and {@link #CUSTOMER_KEY} and {@link #LABEL}
 * too; where a name cannot be that of a column to Spark MLlib, which takes a dot for a path, the column is called
 * {@linkplain #columnOf otherwise}.
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

    /** Returns the name of the column: the name itself, but for dots and backticks. Two names never share one. */
    static String columnOf(String name) {
        return name.replace("%", "%25").replace(".", "%2E").replace("`", "%60");
    }

    List<String> numericColumns() {
        return numeric.stream().map(Features::columnOf).toList();
    }

    List<String> categoricalColumns() {
        return categorical.stream().map(Features::columnOf).toList();
    }
}
