package org.crmlake.model.segment;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.List;

/** What a customer must fulfil: a tree of conditions whose leaves look at the customer. */
public sealed interface Condition extends Serializable
        permits Condition.All, Condition.Any, Condition.Not, Condition.Member, Leaf {

    /** Every part holds. */
    record All(List<Condition> parts) implements Condition {
        public All {
            parts = List.copyOf(parts);
        }
    }

    /** At least one part holds. */
    record Any(List<Condition> parts) implements Condition {
        public Any {
            parts = List.copyOf(parts);
        }
    }

    /** The part does not hold. */
    record Not(Condition part) implements Condition {
        public Not {
            requireNonNull(part, "part is null");
        }
    }

    /** The customer is in another segment, as that is defined at the time and for the same moment. */
    record Member(String segment) implements Condition {
        public Member {
            requireNonNull(segment, "segment is null");
        }
    }
}
