package org.crmlake.ingest.decode;

import java.math.BigDecimal;
import java.util.TreeMap;

/**
 * An event on its way: filled by a decoder or a mapping, corrected and judged by {@link EventRules}. It is reused from record to
 * record, because a batch has millions.
 */
final class EventDraft {
    String eventId;
    String naturalKey;
    String kind;
    String name;
    String customerKey;
    String userId;
    String anonymousId;
    /** Microseconds since 1970; meaningful only if {@link #hasEventTime}. */
    long eventTime;

    boolean hasEventTime;
    /** Microseconds since 1970; meaningful only if {@link #hasReceivedAt}. */
    long receivedAt;

    boolean hasReceivedAt;
    String channel;
    String campaignId;
    BigDecimal amount;
    String currency;
    boolean clockSuspect;
    /** Sorted, so that equal events have equal bytes. */
    final TreeMap<String, String> properties = new TreeMap<>();

    final TreeMap<String, String> context = new TreeMap<>();

    void clear() {
        eventId = null;
        naturalKey = null;
        kind = null;
        name = null;
        customerKey = null;
        userId = null;
        anonymousId = null;
        hasEventTime = false;
        hasReceivedAt = false;
        channel = null;
        campaignId = null;
        amount = null;
        currency = null;
        clockSuspect = false;
        properties.clear();
        context.clear();
    }
}
