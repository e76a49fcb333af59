package org.crmlake.hbase;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.segment.Consents;
import org.crmlake.model.segment.Statement;

/**
 * What is known of a customer now.
 *
 * @param customer whose profile it is
 * @param traits what sources said last of the customer, by name
 * @param scores what jobs worked out, by name
 * @param consents what the customer said last of each purpose by its name, and of {@link Consents#ALL}
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

    /**
     * Returns what holds of each purpose that the customer spoke of, as exports and segments see it: what was said of {@link Consents#ALL}
     * after a purpose was said of that one too. It is there itself as well, for the purposes that were not spoken of. A yes of a time to
     * come is none before: it reads {@link Consents#FUTURE}.
     *
     * @param now after which a time is one to come
     */
    public SortedMap<String, Statement> consentsInForce(Instant now) {
        Statement all = consents.get(Consents.ALL);
        SortedMap<String, Statement> inForce = new TreeMap<>(consents);
        inForce.replaceAll((purpose, said) -> {
            if (all != null && all.isNewerThan(said)) {
                return all;
            }
            return said.time().isAfter(now) && said.value().equals(Consents.State.GRANTED.text())
                    ? said.reading(Consents.FUTURE)
                    : said;
        });
        return inForce;
    }
}
