package org.crmlake.ingest.decode;

import java.util.OptionalLong;
import org.crmlake.model.Printable;

/** The four times of an envelope and the rule that makes one of them. */
final class SegmentClock {
    private static final long MINUTE = 60_000_000L;
    private static final long MOST_SKEW = 24 * 60 * MINUTE;
    private static final long MOST_FUTURE = 5 * MINUTE;

    private OptionalLong timestamp;
    private OptionalLong original;
    private OptionalLong sent;
    private OptionalLong received;

    void clear() {
        timestamp = OptionalLong.empty();
        original = OptionalLong.empty();
        sent = OptionalLong.empty();
        received = OptionalLong.empty();
    }

    String set(String field, String text) {
        if (text == null) {
            return null;
        }
        OptionalLong time = MicroTime.parse(text);
        if (time.isEmpty()) {
            return field + " '" + Printable.of(text) + "' is not an ISO-8601 time with an offset";
        }
        switch (field) {
            case "timestamp" -> timestamp = time;
            case "originalTimestamp" -> original = time;
            case "sentAt" -> sent = time;
            default -> received = time;
        }
        return null;
    }

    /**
     * {@code receivedAt − (sentAt − originalTimestamp)}, as the Segment Spec has it: the device's clock only measures how long
     * the event waited. A device clock more than a day off, or an event from the future, is not believed at all.
     */
    void settle(EventDraft draft) {
        if (received.isEmpty()) {
            OptionalLong best = timestamp.isPresent() ? timestamp : original.isPresent() ? original : sent;
            draft.hasEventTime = best.isPresent();
            draft.eventTime = best.orElse(0);
            return;
        }
        long server = received.getAsLong();
        draft.hasReceivedAt = true;
        draft.receivedAt = server;
        long device = sent.orElse(server);
        long time = original.isPresent() ? server - (device - original.getAsLong()) : timestamp.orElse(server);
        boolean suspect = Math.abs(server - device) > MOST_SKEW || time > server + MOST_FUTURE;
        draft.hasEventTime = true;
        draft.eventTime = suspect ? server : time;
        draft.clockSuspect = suspect;
    }
}
