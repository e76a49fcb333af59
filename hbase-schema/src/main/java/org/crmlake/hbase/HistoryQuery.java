package org.crmlake.hbase;

import java.time.Instant;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/**
 * Which of a customer's events to read: the newest {@code limit} of {@code [from, to)}, only those of one name if it is given.
 *
 * @param from the oldest event time wanted, or null for all
 * @param to the event time that is too new, or null for all
 * @param name the event name wanted, exactly, or null for all
 * @param limit the most events to return, at least 1
 */
public record HistoryQuery(Instant from, Instant to, String name, int limit) {
    public HistoryQuery {
        if (limit < 1) {
            throw new CrmException(
                    Kind.USAGE,
                    "Cannot read a history of " + limit + " events: the limit is at least 1. Choose a larger one.");
        }
    }

    /** Returns the query for a customer's newest events. */
    public static HistoryQuery newest(int limit) {
        return new HistoryQuery(null, null, null, limit);
    }
}
