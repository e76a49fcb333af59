package org.crmlake.model;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;

/**
 * One customer interaction, in the envelope of the Segment Spec. An event is written once and never changed.
 *
 * <p>Fields not marked "or null" are always there.
 *
 * @param eventId the identity of the event, see {@link EventId}
 * @param kind which of the six calls
 * @param name what happened, for instance {@code Order Completed}; the page or screen name for those kinds, or null
 * @param customerKey the customer as the source knows them
 * @param userId the source's user id, or null
 * @param anonymousId the source's id of somebody not logged in, or null
 * @param eventTime when it happened, by the derived clock, to the microsecond
 * @param receivedAt when the source's server received it, or null
 * @param source the name of the source, from the mapping
 * @param channel how it came in (mobile, web, server, …), or null
 * @param campaignId the campaign it belongs to, or null
 * @param amount what it is worth in {@code currency}, with four decimals; what is given back, for a refund; or null
 * @param currency ISO 4217, upper case, or null
 * @param properties what else the source says of the event
 * @param context what the source says of the surroundings
 * @param clockSuspect whether the client's clock was not believed
 * @param batchId the batch that brought it in
 */
public record Event(
        String eventId,
        EventKind kind,
        String name,
        CustomerKey customerKey,
        String userId,
        String anonymousId,
        Instant eventTime,
        Instant receivedAt,
        String source,
        String channel,
        String campaignId,
        BigDecimal amount,
        String currency,
        Map<String, String> properties,
        Map<String, String> context,
        boolean clockSuspect,
        String batchId) {

    public Event {
        requireNonNull(eventId, "eventId is null");
        requireNonNull(kind, "kind is null");
        requireNonNull(customerKey, "customerKey is null");
        requireNonNull(eventTime, "eventTime is null");
        requireNonNull(source, "source is null");
        requireNonNull(batchId, "batchId is null");
        properties = Map.copyOf(properties);
        context = Map.copyOf(context);
    }
}
