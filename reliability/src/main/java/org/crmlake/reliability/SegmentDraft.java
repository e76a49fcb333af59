package org.crmlake.reliability;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** An event in the making, as JSON in the envelope of the Segment Spec and as what has to become of it. */
final class SegmentDraft {
    static final String SOURCE = "segment";

    /** The trait by which the harness's segment of customers is told, and the value that is in it. */
    static final String TIER = "tier";

    static final String GOLD = "gold";

    private static final String TRACK = "track";
    private static final int CUSTOMERS = 200;

    private final SortedMap<String, String> properties = new TreeMap<>();
    /** What the envelope says beside them and is kept among them. */
    private final SortedMap<String, String> kept = new TreeMap<>();

    private final SortedMap<String, String> context = new TreeMap<>();
    private final StringBuilder envelope = new StringBuilder();
    private final StringBuilder surroundings = new StringBuilder("\"ip\":\"198.18.0.1\"");
    private String kind;
    private String name;
    private String user;
    private String anonymousId;
    private String channel;
    private String campaign;
    private BigDecimal amount;
    private Instant time;
    private Instant receivedAt;
    private boolean clockSuspect;

    private SegmentDraft(Instant time) {
        this.time = time;
        context.put("ip", "198.18.0.1");
    }

    /** Returns an order of a customer with a user id, and nothing else: what is broken in it is broken for one reason. */
    static SegmentDraft order(Random random, String number, Instant time) {
        SegmentDraft draft = new SegmentDraft(time);
        draft.user = "u" + customer(random);
        draft.buys(random, "Order Completed", number);
        return draft;
    }

    /** Returns an event of any kind. */
    static SegmentDraft any(Random random, String number, Instant time) {
        SegmentDraft draft = new SegmentDraft(time);
        draft.somebody(random);
        draft.does(random, number);
        draft.surround(random);
        return draft;
    }

    private static int customer(Random random) {
        return (int) Math.sqrt(random.nextInt(CUSTOMERS * CUSTOMERS));
    }

    private void somebody(Random random) {
        int lot = random.nextInt(10);
        if (lot > 0) {
            user = "u" + customer(random);
        }
        if (lot < 2) {
            anonymousId = "a" + random.nextInt(40);
        }
    }

    private void does(Random random, String number) {
        int lot = random.nextInt(100);
        if (lot < 50) {
            buys(random, "Order Completed", number);
        } else if (lot < 55) {
            buys(random, "Order Refunded", number);
        } else if (lot < 75) {
            kind = "identify";
            properties.put(TIER, one(random, GOLD, "silver", "basic"));
            if (random.nextBoolean()) {
                properties.put("email", number + "@example.org");
            }
        } else if (lot < 85) {
            kind = one(random, "page", "screen");
            name = "Shelf";
            properties.put("title", number);
        } else if (lot < 90) {
            kind = "group";
            fromEnvelope("groupId", "group_id", "g7");
            properties.put("plan", "pro");
        } else if (lot < 93) {
            kind = "alias";
            fromEnvelope("previousId", "previous_id", "p" + number);
        } else {
            kind = TRACK;
            name = "Consent Updated";
            properties.put("purpose", one(random, "email", "sms"));
            properties.put("state", one(random, "granted", "denied", "withdrawn"));
        }
    }

    private void fromEnvelope(String field, String property, String value) {
        text(envelope, field, value);
        kept.put(property, value);
    }

    private void buys(Random random, String what, String number) {
        kind = TRACK;
        name = what;
        amount = BigDecimal.valueOf(1 + random.nextInt(100_000), 2);
        properties.put("order_id", number);
    }

    private void surround(Random random) {
        channel = one(random, null, "web", "mobile", "server");
        if (random.nextInt(3) == 0) {
            campaign = one(random, "spring", "autumn");
            surroundings.append(",\"campaign\":{\"name\":\"").append(campaign).append("\",\"source\":\"letter\"}");
            context.put("campaign.source", "letter");
        }
        if (random.nextInt(3) == 0) {
            surroundings.append(",\"page\":{\"path\":\"/shelf\",\"depth\":1.10}");
            context.put("page", "{\"path\":\"/shelf\",\"depth\":1.10}");
        }
        if (random.nextInt(5) == 0) {
            envelope.append("\"version\":\"2\",");
            context.put("version", "2");
        }
    }

    private static String one(Random random, String... texts) {
        return texts[random.nextInt(texts.length)];
    }

    Instant time() {
        return time;
    }

    void happens(Instant moment) {
        time = moment;
    }

    /** The event came under an id that another one has, and is kept under one that is made of both. */
    void remembers(String takenId) {
        context.put("original_event_id", takenId);
    }

    String line(String id) {
        return write(id, "\"timestamp\":\"" + time + "\"");
    }

    /** Returns the line of a device whose clock is 40 s slow, when the event has waited on it for {@code wait}. */
    String received(String id, Duration wait) {
        Instant original = time.minusSeconds(40);
        receivedAt = time.plus(wait);
        return received(id, original, original.plus(wait), receivedAt);
    }

    /** Returns the line of a second attempt, later than the first by {@code later}: it says the same, and another time of receipt. */
    String receivedAgain(String id, Duration wait, Duration later) {
        Instant original = time.minusSeconds(40);
        return received(
                id, original, original.plus(wait).plus(later), time.plus(wait).plus(later));
    }

    /** Returns the line of a device whose clock is days off, so that nobody believes it: the time of receipt counts. */
    String receivedFromWrongClock(String id) {
        receivedAt = time;
        clockSuspect = true;
        Instant original = time.minus(Duration.ofDays(3));
        return received(id, original, original.plusSeconds(1), receivedAt);
    }

    private String received(String id, Instant original, Instant sent, Instant received) {
        return write(
                id,
                "\"originalTimestamp\":\"" + original + "\",\"sentAt\":\"" + sent + "\",\"receivedAt\":\"" + received
                        + "\"");
    }

    private String write(String id, String times) {
        StringBuilder line = new StringBuilder("{\"type\":\"" + kind + "\",");
        text(line, "messageId", id);
        text(line, kind.equals(TRACK) ? "event" : "name", name);
        text(line, "userId", user);
        text(line, "anonymousId", anonymousId);
        text(line, "channel", channel);
        line.append(envelope).append(times);
        line.append(kind.equals("identify") ? ",\"traits\":{" : ",\"properties\":{");
        line.append(properties.entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\":\"" + entry.getValue() + "\"")
                .collect(Collectors.joining(",")));
        if (amount != null) {
            line.append(",\"revenue\":").append(amount).append(",\"currency\":\"EUR\"");
        }
        return line.append("},\"context\":{").append(surroundings).append("}}").toString();
    }

    private static void text(StringBuilder line, String field, String value) {
        if (value != null) {
            line.append('"').append(field).append("\":\"").append(value).append("\",");
        }
    }

    private String customerKey() {
        return user == null ? "anonymous:" + anonymousId : "user:" + user;
    }

    /** Returns what both stores have to say of the event. */
    EventText text() {
        SortedMap<String, String> all = new TreeMap<>(properties);
        all.putAll(kept);
        return new EventText(
                kind,
                name,
                customerKey(),
                user,
                anonymousId,
                time,
                receivedAt,
                SOURCE,
                channel,
                campaign,
                amount,
                amount == null ? null : "EUR",
                all,
                new TreeMap<>(context),
                clockSuspect,
                EventText.OF_ITS_SOURCE);
    }

    /** Returns what the event says of its customer, if it is known by {@code id}. */
    List<Said> says(String id) {
        if (kind.equals("identify")) {
            return properties.entrySet().stream()
                    .map(trait ->
                            new Said(customerKey(), Said.TRAIT, trait.getKey(), trait.getValue(), time, id, SOURCE))
                    .toList();
        }
        return properties.containsKey("purpose")
                ? List.of(new Said(
                        customerKey(),
                        Said.CONSENT,
                        properties.get("purpose"),
                        properties.get("state"),
                        time,
                        id,
                        SOURCE))
                : List.of();
    }
}
