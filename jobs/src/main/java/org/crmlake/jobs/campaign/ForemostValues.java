package org.crmlake.jobs.campaign;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The values of a column that most customers have. Values come from events, in which anybody can write anything, so only so many are told
 * apart and the rest are one.
 *
 * @param kept those that are told apart
 * @param others how many more there are
 */
record ForemostValues(List<String> kept, long others) {
    /** What the rest are called. */
    static final String OTHER = "(other)";

    /**
     * Looks at a column.
     *
     * @param customers one row each
     * @param most so many values are told apart
     * @param always values that are, however few customers have them
     */
    static ForemostValues of(Dataset<Row> customers, String column, int most, Collection<String> always) {
        Dataset<Row> counted = customers
                .filter(col(column).isNotNull())
                .groupBy(column)
                .agg(count(lit(1)).as("customers"));
        List<String> first =
                counted.orderBy(col("customers").desc(), col(column)).limit(most + 1).collectAsList().stream()
                        .map(row -> row.getString(0))
                        .toList();
        if (first.size() <= most) {
            return new ForemostValues(first, 0);
        }
        TreeSet<String> kept = new TreeSet<>(always);
        for (String value : first.subList(0, most)) {
            if (kept.size() < Math.max(most, always.size())) {
                kept.add(value);
            }
        }
        return new ForemostValues(
                List.copyOf(kept),
                counted.filter(not(col(column).isin(kept.toArray()))).count());
    }

    /** Returns the customers with the rest of the values as one. */
    Dataset<Row> in(Dataset<Row> customers, String column) {
        if (others == 0) {
            return customers;
        }
        Column value = col(column);
        return customers.withColumn(
                column,
                when(value.isNull().or(value.isin(kept.toArray())), value).otherwise(OTHER));
    }
}
