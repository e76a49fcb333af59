package org.crmlake.hbase;

import static java.util.Objects.requireNonNull;

import org.crmlake.model.CustomerKey;
import org.crmlake.model.segment.Statement;
import org.crmlake.model.segment.Statement.Topic;

/**
 * What a profile says of one thing, or should say.
 *
 * @param customer whose profile
 * @param topic what kind of thing
 * @param name the trait's name, or the consent's purpose
 * @param said what is said of it; null if nothing is, or nothing that can be read
 */
public record ProfileEntry(CustomerKey customer, Topic topic, String name, Statement said) {
    public ProfileEntry {
        requireNonNull(customer, "customer is null");
        requireNonNull(topic, "topic is null");
        requireNonNull(name, "name is null");
    }
}
