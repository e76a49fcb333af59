package org.crmlake.hbase;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.Event;
import org.crmlake.model.EventKind;

/** Events for the tests of this module. */
final class Events {
    static final CustomerKey ALICE = new CustomerKey("retail:17850");
    static final Instant NOON = Instant.parse("2011-12-09T12:00:00Z");

    private Events() {}

    static Event purchase(CustomerKey customer, Instant at, String id) {
        return new Event(
                id,
                EventKind.TRACK,
                "Order Completed",
                customer,
                null,
                null,
                at,
                null,
                "retail",
                null,
                null,
                new BigDecimal("139.1200"),
                "GBP",
                Map.of("invoice", "581587", "country", "France"),
                Map.of(),
                false,
                "b1");
    }

    static Event called(Event event, String name) {
        return new Event(
                event.eventId(),
                event.kind(),
                name,
                event.customerKey(),
                event.userId(),
                event.anonymousId(),
                event.eventTime(),
                event.receivedAt(),
                event.source(),
                event.channel(),
                event.campaignId(),
                event.amount(),
                event.currency(),
                event.properties(),
                event.context(),
                event.clockSuspect(),
                event.batchId());
    }
}
