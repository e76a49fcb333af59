package org.crmlake.hbase;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.segment.Statement;
import org.crmlake.model.segment.Statement.Topic;

/** Collects statements, and keeps of each customer and thing the one that holds. */
public final class NewestStatements {
    private final Map<CustomerKey, Map<Subject, Statement>> byCustomer = new HashMap<>();
    private int size;

    private record Subject(Topic topic, String name) {}

    /** Adds what an event said of a customer. */
    public void add(CustomerKey customer, Statement statement) {
        Map<Subject, Statement> known = byCustomer.computeIfAbsent(customer, key -> new HashMap<>());
        Statement before = known.get(new Subject(statement.topic(), statement.name()));
        if (before == null) {
            size++;
        }
        if (before == null || statement.isNewerThan(before)) {
            known.put(new Subject(statement.topic(), statement.name()), statement);
        }
    }

    /** Returns how many statements are kept. */
    public int size() {
        return size;
    }

    /** Forgets all of them. */
    public void clear() {
        byCustomer.clear();
        size = 0;
    }

    List<CustomerKey> customers() {
        return new ArrayList<>(byCustomer.keySet());
    }

    Collection<Statement> of(CustomerKey customer) {
        return byCustomer.get(customer).values();
    }
}
