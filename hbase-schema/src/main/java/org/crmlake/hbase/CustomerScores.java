package org.crmlake.hbase;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.crmlake.model.CustomerKey;

/**
 * The results of a job for one customer.
 *
 * @param customer whom they are of
 * @param scores the results as text, by name; names are short, for every cell repeats its own
 */
public record CustomerScores(CustomerKey customer, Map<String, String> scores) {
    /**
     * The text that takes a score back: a profile that has it has no such score. HBase's own deletion would also hide what is written
     * later for the same date.
     */
    public static final String NONE = "";

    public CustomerScores {
        requireNonNull(customer, "customer is null");
        scores = Map.copyOf(scores);
    }
}
