package org.crmlake.reliability;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that an event says, the same whether it was made from the source, the lake or the timeline. Only its id is not in it, by which it is
 * known, and when it was taken in, which no source can know.
 *
 * @param receivedAt null where there is none, as name, user, anonymousId, channel, campaign, amount and currency
 * @param batch {@link #OF_ITS_SOURCE}, or what else a store says
 */
record EventText(
        String kind,
        String name,
        String customer,
        String user,
        String anonymousId,
        Instant time,
        Instant receivedAt,
        String source,
        String channel,
        String campaign,
        BigDecimal amount,
        String currency,
        SortedMap<String, String> properties,
        SortedMap<String, String> context,
        boolean clockSuspect,
        String batch) {
    /** A batch that a commit of the event's source names: which one depends on when processes died. */
    static final String OF_ITS_SOURCE = "one of its source";

    private static final int SCALE = 4;

    EventText {
        requireNonNull(kind, "kind is null");
        requireNonNull(customer, "customer is null");
        requireNonNull(time, "time is null");
        requireNonNull(source, "source is null");
        amount = amount == null ? null : amount.setScale(SCALE);
    }

    static SortedMap<String, String> sorted(Map<String, String> texts) {
        return new TreeMap<>(texts);
    }

    /** Returns one text of all fields, each with its name; two events are the same exactly if their texts are. */
    String text() {
        return toString().substring("EventText".length());
    }
}
