package org.crmlake.hbase;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.SortedMap;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.segment.Statement;

/**
 * What is known of a customer now.
 *
 * @param customer whose profile it is
 * @param traits what sources said last of the customer, by name
 * @param scores what jobs worked out, by name
 * @param consents what the customer said last of each purpose
 */
public record Profile(
        CustomerKey customer,
        SortedMap<String, Statement> traits,
        SortedMap<String, Score> scores,
        SortedMap<String, Statement> consents) {

    /**
     * One result of a job.
     *
     * @param value the result as text
     * @param asOf the moment it holds for: events from then on were not looked at
     */
    public record Score(String value, Instant asOf) {
        public Score {
            requireNonNull(value, "value is null");
            requireNonNull(asOf, "asOf is null");
        }
    }

    public Profile {
        requireNonNull(customer, "customer is null");
    }
}
