package org.crmlake.reliability;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Lines in the envelope of the Segment Spec: events of all kinds, on time and late, with and without an id, sent again word for word or as a
 * tracker's second attempt, two under one id, and lines that are no events. All comes from the seed of {@code random}.
 */
final class SegmentLines implements RecordMaker {
    private static final Instant FIRST = Instant.parse("2026-01-10T00:00:00Z");

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

    /** A line without an id: an event, or a dead letter of a stage. */
    private record Bare(String line, SegmentDraft draft, String stage) {}

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

    private SourceRecord told(Bare bare) {
        boolean isEvent = bare.draft() != null;
        Optional<String> id = nameless.idOf(
                isEvent ? SegmentDraft.SOURCE : SegmentDraft.SOURCE + " dead letter", bare.line(), position);
        if (id.isEmpty()) {
            return SourceRecord.duplicate(bare.line());
        }
        return isEvent
                ? event(bare.line(), id.get(), bare.draft())
                : SourceRecord.deadLetter(bare.line(), bare.stage());
    }

    private SourceRecord newEvent(int lot) {
        String id = prefix + "-" + number;
        SegmentDraft draft = SegmentDraft.any(random, order(), moment());
        if (lot < 36) {
            draft.happens(draft.time().minus(Duration.ofDays(1 + random.nextInt(400))));
        }
        if (lot < 46) {
            Duration wait = Duration.ofSeconds(random.nextInt(30));
            String line = draft.received(id, wait);
            sent.add(new Sent(id, draft.time(), line, draft.receivedAgain(id, wait, Duration.ofMillis(3500))));
            return event(line, id, draft);
        }
        String line = lot < 50 ? draft.receivedFromWrongClock(id) : draft.line(id);
        sent.add(new Sent(id, draft.time(), line, null));
        return event(line, id, draft);
    }

    private static SourceRecord event(String line, String id, SegmentDraft draft) {
        return SourceRecord.event(line, id, draft.text(), draft.says(id));
    }

    private SourceRecord underATakenId(Sent before) {
        SegmentDraft draft = SegmentDraft.order(random, order(), before.time());
        draft.remembers(before.id());
        return event(draft.line(before.id()), StoredRecord.underATakenId(before.id()), draft);
    }

    private Bare eventWithoutId() {
        SegmentDraft draft = SegmentDraft.any(random, order(), moment());
        return new Bare(draft.line(null), draft, null);
    }

    private Bare noEvent() {
        String line = SegmentDraft.order(random, order(), moment()).line(null);
        return switch (random.nextInt(5)) {
            case 0 -> new Bare(line.substring(0, line.length() / 2), null, "decode");
            case 1 -> new Bare(line.replace("userId", "user"), null, "decode");
            case 2 -> new Bare(line.replace("\"timestamp\":\"20", "\"timestamp\":\"soon 20"), null, "decode");
            case 3 -> new Bare(line.replace("\"track\"", "\"purchase\""), null, "validate");
            default -> new Bare(line.replace("\"EUR\"", "\"euros\""), null, "validate");
        };
    }

    private String order() {
        return prefix + "-o" + number++;
    }

    private Instant moment() {
        return FIRST.plusMillis((long) (random.nextDouble() * Duration.ofDays(3).toMillis()));
    }
}
