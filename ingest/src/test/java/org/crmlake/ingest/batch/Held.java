package org.crmlake.ingest.batch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.crmlake.lake.DeadLettersTable;
import org.crmlake.model.Event;

/**
 * What the stores hold of one try of a law, without the batch that brought it.
 *
 * @param events the timelines; lake and timeline are compared by {@link TestTenant#assertStoresAgree()}
 * @param deadLetters by fingerprint and part, as text
 */
record Held(List<Event> events, List<String> deadLetters) {
    static Held by(TestTenant tenant, String attempt) {
        List<Event> events = new ArrayList<>();
        for (String customer : LawfulRecords.customers(attempt)) {
            tenant.history(customer).forEach(event -> events.add(as(event, event.eventId(), event.context())));
        }
        events.sort(Comparator.comparing(Event::eventId));
        List<String> letters = tenant.deadLetters().stream()
                .filter(letter -> payload(letter).contains(attempt))
                .map(Held::text)
                .sorted()
                .toList();
        return new Held(events, letters);
    }

    /**
     * Returns the same with each event under the id that it was given by its source: which of several contents keeps a taken id is told
     * by which came first, and nothing else is.
     */
    Held whicheverCameFirst() {
        List<Event> claimed = new ArrayList<>();
        for (Event event : events) {
            Map<String, String> context = new HashMap<>(event.context());
            String id = context.remove(JudgedTransform.ORIGINAL_EVENT_ID);
            claimed.add(as(event, id == null ? event.eventId() : id, context));
        }
        claimed.sort(Comparator.comparing(Event::toString));
        return new Held(claimed, deadLetters);
    }

    /** Returns how many of the events have an id that another one has. */
    long conflicts() {
        return events.stream()
                .filter(event -> event.context().containsKey(JudgedTransform.ORIGINAL_EVENT_ID))
                .count();
    }

    private static Event as(Event event, String id, Map<String, String> context) {
        return new Event(
                id,
                event.kind(),
                event.name(),
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
                context,
                event.clockSuspect(),
                "any batch");
    }

    private static String text(Row letter) {
        return letter.getAs(DeadLettersTable.FINGERPRINT) + " " + letter.getAs(DeadLettersTable.PART) + " "
                + letter.getAs(DeadLettersTable.STAGE) + " " + letter.getAs(DeadLettersTable.REASON) + " "
                + letter.getAs(DeadLettersTable.RECORD_SCHEMA) + " " + payload(letter);
    }

    private static String payload(Row letter) {
        return new String(letter.<byte[]>getAs(DeadLettersTable.PAYLOAD), StandardCharsets.UTF_8);
    }
}
