package org.crmlake.ingest.decode;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
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

    /** Returns what the event says, by the names of the lake's columns, but for its properties. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new HashMap<>();
        fields.put("kind", kind);
        fields.put("name", name);
        fields.put("customer_key", customerKey);
        fields.put("user_id", userId);
        fields.put("anonymous_id", anonymousId);
        fields.put("event_time", MicroTime.text(eventTime));
        fields.put("channel", channel);
        fields.put("campaign_id", campaignId);
        fields.put("amount", amount);
        fields.put("currency", currency);
        fields.put("context", context);
        return fields;
    }

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
