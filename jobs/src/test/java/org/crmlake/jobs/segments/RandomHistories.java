package org.crmlake.jobs.segments;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.Event;
import org.crmlake.model.EventKind;

/** Draws histories whose events like to lie where calendars are awkward: at the edges of windows, at changes of the clock. */
final class RandomHistories {
    private final Random random;
    private final LocalDate asOf;
    private final ZoneId zone;
    private int drawn;

    RandomHistories(Random random, LocalDate asOf, ZoneId zone) {
        this.random = random;
        this.asOf = asOf;
        this.zone = zone;
    }

    /** Returns the events of one customer, in any order; at least one, which may lie after the moment asked for. */
    List<Event> draw(String customer) {
        List<Event> events = new ArrayList<>();
        int count = 1 + random.nextInt(random.nextInt(4) == 0 ? 25 : 6);
        for (int i = 0; i < count; i++) {
            events.add(event(customer));
        }
        return events;
    }

    private Event event(String customer) {
        int kind = random.nextInt(12);
        Map<String, String> properties = new HashMap<>();
        if (kind == 0) {
            put(properties, "country", "GB", "IE", null);
            put(properties, "age", "10", "19.5", "old", null);
            return event(customer, EventKind.IDENTIFY, null, properties);
        }
        if (kind == 1) {
            put(properties, "purpose", "email", "sms", "Email");
            put(properties, "state", "granted", "granted", "denied", "withdrawn", "Withdrawn", "revoked", null);
            return event(customer, EventKind.TRACK, "Consent Updated", properties);
        }
        if (kind == 2) {
            put(properties, "channel", "sms", "SMS", "Email", null);
            return event(customer, EventKind.TRACK, "Unsubscribed", properties);
        }
        put(properties, "p", "x", "y", "10", "10.0", "2.5", "-1", "1e3", null);
        EventKind event = kind == 3 ? EventKind.PAGE : EventKind.TRACK;
        return event(customer, event, pick("A", "A", "B", "C", "D"), properties);
    }

    private Event event(String customer, EventKind kind, String name, Map<String, String> properties) {
        BigDecimal amount = kind == EventKind.TRACK && random.nextInt(3) > 0
                ? BigDecimal.valueOf(random.nextInt(30) - 5, 0).setScale(4)
                : null;
        String currency = pick("GBP", "GBP", "EUR", null);
        return new Event(
                customer + "-" + drawn++,
                kind,
                name,
                new CustomerKey(customer),
                null,
                null,
                time(),
                null,
                "test",
                null,
                null,
                amount,
                currency,
                properties,
                Map.of(),
                false,
                "batch");
    }

    /** Mostly days that windows end on, mostly at their start or just before it. */
    private Instant time() {
        LocalDate date =
                switch (random.nextInt(6)) {
                    case 0 -> asOf.minusMonths(random.nextInt(5)).minusDays(random.nextInt(3) - 1);
                    case 1 -> asOf.withDayOfMonth(1).minusMonths(random.nextInt(3));
                    case 2 -> asOf.minusWeeks(random.nextInt(6));
                    case 3 -> asOf.minusDays(random.nextInt(400));
                    default -> asOf.minusDays(random.nextInt(45) - 2);
                };
        ZonedDateTime start = date.atStartOfDay(zone);
        return switch (random.nextInt(6)) {
            case 0 -> start.toInstant();
            case 1 -> start.toInstant().minusNanos(1_000);
            case 2 -> start.toInstant().plusSeconds(3_600L * random.nextInt(24));
            case 3 ->
                ZonedDateTime.of(date, LocalTime.of(random.nextInt(24), 30), zone)
                        .toInstant();
            default -> start.toInstant().plusSeconds(random.nextInt(86_400));
        };
    }

    private void put(Map<String, String> properties, String name, String... values) {
        String value = pick(values);
        if (value != null) {
            properties.put(name, value);
        }
    }

    private String pick(String... texts) {
        return texts[random.nextInt(texts.length)];
    }
}
