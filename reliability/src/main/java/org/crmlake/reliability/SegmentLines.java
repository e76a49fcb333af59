package org.crmlake.reliability;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Lines in the envelope of the Segment Spec: events on time and late, with and without an id, sent again word for word or as a
 * tracker's second attempt, two under one id, and lines that are no events. All comes from the seed of {@code random}.
 */
final class SegmentLines implements RecordMaker {
    private static final String SOURCE = "segment";
    private static final Instant FIRST = Instant.parse("2026-01-10T00:00:00Z");
    private static final int CUSTOMERS = 200;

    /** An event that was sent under an id of its own. */
    record Sent(String id, Instant time, String line, String secondAttempt) {}

    private final Random random;
    private final String prefix;
    private final Nameless nameless;
    private final List<Sent> elsewhere;
    private final List<Sent> sent = new ArrayList<>();
    private final List<Bare> bare = new ArrayList<>();
    private final Set<String> takenTwice = new HashSet<>();
    private long position;
    private int number;

    /** A line without an id: an event, or none for a reason. */
    private record Bare(String line, Outcome outcome, String content) {}

    /**
     * @param prefix makes ids unique among the makers of one tenant
     * @param elsewhere what another partition has sent, to be sent again here
     */
    SegmentLines(Random random, String prefix, Nameless nameless, List<Sent> elsewhere) {
        this.random = random;
        this.prefix = prefix;
        this.nameless = nameless;
        this.elsewhere = List.copyOf(elsewhere);
    }

    List<Sent> sent() {
        return List.copyOf(sent);
    }

    @Override
    public List<SourceRecord> batch(int count) {
        nameless.beginBatch();
        List<SourceRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(next());
            position++;
        }
        return records;
    }

    private SourceRecord next() {
        int lot = random.nextInt(100);
        if (lot < 6 && !sent.isEmpty()) {
            return SourceRecord.duplicate(anyOf(sent).line());
        }
        if (lot < 9 && !elsewhere.isEmpty()) {
            return SourceRecord.duplicate(anyOf(elsewhere).line());
        }
        if (lot < 12 && !sent.isEmpty()) {
            Sent before = anyOf(sent);
            return SourceRecord.duplicate(before.secondAttempt() == null ? before.line() : before.secondAttempt());
        }
        if (lot < 14 && !sent.isEmpty()) {
            Sent before = anyOf(sent);
            if (takenTwice.add(before.id())) {
                return underATakenId(before);
            }
        }
        if (lot < 17 && !bare.isEmpty()) {
            return told(anyOf(bare));
        }
        if (lot < 23) {
            return told(remember(noEvent()));
        }
        if (lot < 30) {
            return told(remember(eventWithoutId()));
        }
        return newEvent(lot);
    }

    private <T> T anyOf(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private Bare remember(Bare line) {
        bare.add(line);
        return line;
    }

    private SourceRecord told(Bare line) {
        Optional<String> id = nameless.idOf(
                line.outcome() == Outcome.EVENT ? SOURCE : SOURCE + " dead letter", line.line(), position);
        if (id.isEmpty()) {
            return SourceRecord.duplicate(line.line());
        }
        return line.outcome() == Outcome.EVENT
                ? SourceRecord.event(line.line(), id.get(), line.content())
                : SourceRecord.deadLetter(line.line(), line.content());
    }

    private SourceRecord newEvent(int lot) {
        String id = prefix + "-" + number;
        Draft draft = draft();
        if (lot < 36) {
            draft.time = draft.time.minus(Duration.ofDays(1 + random.nextInt(400)));
        }
        if (lot < 50) {
            // The device's clock is 40 s slow, and the event waited on it for some seconds.
            Instant original = draft.time.minusSeconds(40);
            Instant sentAt = original.plusSeconds(random.nextInt(30));
            Instant receivedAt = sentAt.plusSeconds(40);
            String line = draft.received(id, original, sentAt, receivedAt);
            String again = draft.received(id, original, sentAt.plusSeconds(3), receivedAt.plusMillis(3500));
            sent.add(new Sent(id, draft.time, line, again));
            return SourceRecord.event(line, id, draft.text());
        }
        String line = draft.line(id);
        sent.add(new Sent(id, draft.time, line, null));
        return SourceRecord.event(line, id, draft.text());
    }

    private SourceRecord underATakenId(Sent before) {
        Draft draft = draft();
        draft.time = before.time();
        return SourceRecord.event(draft.line(before.id()), StoredRecord.underATakenId(before.id()), draft.text());
    }

    private Bare eventWithoutId() {
        Draft draft = draft();
        return new Bare(draft.line(null), Outcome.EVENT, draft.text());
    }

    private Bare noEvent() {
        Draft draft = draft();
        String line = draft.line(null);
        return switch (random.nextInt(5)) {
            case 0 -> new Bare(line.substring(0, line.length() / 2), Outcome.DEAD_LETTER, "decode");
            case 1 -> new Bare(line.replace("userId", "user"), Outcome.DEAD_LETTER, "decode");
            case 2 ->
                new Bare(line.replace("\"timestamp\":\"20", "\"timestamp\":\"soon 20"), Outcome.DEAD_LETTER, "decode");
            case 3 -> new Bare(line.replace("\"track\"", "\"purchase\""), Outcome.DEAD_LETTER, "validate");
            default -> new Bare(line.replace("\"EUR\"", "\"euros\""), Outcome.DEAD_LETTER, "validate");
        };
    }

    private Draft draft() {
        Draft draft = new Draft();
        draft.order = prefix + "-o" + number;
        draft.user = "u" + (int) Math.sqrt(random.nextInt(CUSTOMERS * CUSTOMERS));
        draft.time = FIRST.plusMillis(
                (long) (random.nextDouble() * Duration.ofDays(3).toMillis()));
        draft.amount = BigDecimal.valueOf(1 + random.nextInt(100_000), 2);
        number++;
        return draft;
    }

    private static final class Draft {
        private String order;
        private String user;
        private Instant time;
        private BigDecimal amount;

        String text() {
            return EventText.of(
                    SOURCE,
                    "Order Completed",
                    "user:" + user,
                    time,
                    amount,
                    "EUR",
                    new TreeMap<>(Map.of("order_id", order)));
        }

        String line(String id) {
            return write(id, "\"timestamp\":\"" + time + "\"");
        }

        String received(String id, Instant original, Instant sent, Instant received) {
            return write(
                    id,
                    "\"originalTimestamp\":\"" + original + "\",\"sentAt\":\"" + sent + "\",\"receivedAt\":\""
                            + received + "\"");
        }

        private String write(String id, String times) {
            return "{\"type\":\"track\"," + (id == null ? "" : "\"messageId\":\"" + id + "\",")
                    + "\"event\":\"Order Completed\",\"userId\":\"" + user + "\"," + times
                    + ",\"properties\":{\"order_id\":\"" + order + "\",\"revenue\":" + amount
                    + ",\"currency\":\"EUR\"},\"context\":{\"ip\":\"198.18.0.1\"}}";
        }
    }
}
