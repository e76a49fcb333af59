package org.crmlake.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentClockTest {
    private final DecodedLines lines = new DecodedLines();
    private final EventDraft draft = lines.draft();

    @Test
    void worksTheTimeOutFromHowLongTheEventWaited() {
        // The device's clock is an hour slow; the event waited ten minutes.
        times("receivedAt 12:00:00, sentAt 11:00:00, originalTimestamp 10:50:00");
        assertThat(lines.time()).isEqualTo("2026-01-31T11:50:00Z");
        assertThat(draft.clockSuspect).isFalse();

        times("receivedAt 12:00:00, sentAt 11:00:00, originalTimestamp 10:50:00, timestamp 09:00:00");
        assertThat(lines.time()).isEqualTo("2026-01-31T11:50:00Z");
    }

    @Test
    void letsReceivedAtStandInForAMissingSentAt() {
        times("receivedAt 12:00:00, originalTimestamp 11:50:00");

        assertThat(lines.time()).isEqualTo("2026-01-31T11:50:00Z");
        assertThat(draft.clockSuspect).isFalse();
    }

    @Test
    void takesTimestampElseReceivedAtWithoutAnOriginalTimestamp() {
        times("receivedAt 12:00:00, sentAt 11:59:59, timestamp 11:00:00");
        assertThat(lines.time()).isEqualTo("2026-01-31T11:00:00Z");

        times("receivedAt 12:00:00, sentAt 11:59:59");
        assertThat(lines.time()).isEqualTo("2026-01-31T12:00:00Z");

        times("receivedAt 12:00:00");
        assertThat(lines.time()).isEqualTo("2026-01-31T12:00:00Z");
    }

    @Test
    void believesTheOnlyClockThereIs() {
        times("timestamp 09:00:00, originalTimestamp 10:00:00, sentAt 11:00:00");
        assertThat(lines.time()).isEqualTo("2026-01-31T09:00:00Z");
        assertThat(draft.hasReceivedAt).isFalse();

        times("originalTimestamp 10:00:00, sentAt 11:00:00");
        assertThat(lines.time()).isEqualTo("2026-01-31T10:00:00Z");

        times("sentAt 11:00:00");
        assertThat(lines.time()).isEqualTo("2026-01-31T11:00:00Z");

        lines.decode("{\"type\":\"page\",\"userId\":\"u\"}");
        assertThat(draft.hasEventTime).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        // Exactly a day is still believed.
        "2026-01-30T12:00:00Z, 2026-01-30T11:50:00Z, 2026-01-31T11:50:00Z, false",
        "2026-02-01T12:00:00Z, 2026-02-01T11:50:00Z, 2026-01-31T11:50:00Z, false",
        "2026-01-30T11:59:59.999999Z, 2026-01-30T11:50:00Z, 2026-01-31T12:00:00Z, true",
        "2026-02-01T12:00:00.000001Z, 2026-02-01T11:50:00Z, 2026-01-31T12:00:00Z, true",
        // So are five minutes of future.
        "2026-01-31T12:00:00Z, 2026-01-31T12:05:00Z, 2026-01-31T12:05:00Z, false",
        "2026-01-31T12:00:00Z, 2026-01-31T12:05:00.000001Z, 2026-01-31T12:00:00Z, true",
        // An event may have waited for weeks.
        "2026-01-31T12:00:00Z, 2025-12-24T12:00:00Z, 2025-12-24T12:00:00Z, false"
    })
    void doesNotBelieveAClockADayOffOrInTheFuture(String sent, String original, String expected, boolean suspect) {
        lines.decode("{\"type\":\"page\",\"userId\":\"u\",\"receivedAt\":\"2026-01-31T12:00:00Z\",\"sentAt\":\"" + sent
                + "\",\"originalTimestamp\":\"" + original + "\"}");

        assertThat(lines.time()).isEqualTo(expected);
        assertThat(draft.clockSuspect).isEqualTo(suspect);
    }

    @Test
    void doesNotBelieveATimestampInTheFuture() {
        times("receivedAt 12:00:00, timestamp 12:05:01");

        assertThat(lines.time()).isEqualTo("2026-01-31T12:00:00Z");
        assertThat(draft.clockSuspect).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"timestamp", "originalTimestamp", "sentAt", "receivedAt"})
    void refusesATimeThatIsNone(String field) {
        assertThat(lines.problem("{\"userId\":\"u\",\"" + field + "\":\"yesterday\"}"))
                .isEqualTo(field + " 'yesterday' is not an ISO-8601 time with an offset");
        assertThat(lines.problem("{\"userId\":\"u\",\"" + field + "\":1769862896}"))
                .isEqualTo(field + " '1769862896' is not an ISO-8601 time with an offset");
        assertThat(lines.problem("{\"userId\":\"u\",\"" + field + "\":null}")).isNull();
    }

    /** Decodes a line whose times are all on one day. */
    private void times(String times) {
        StringBuilder line = new StringBuilder("{\"type\":\"page\",\"userId\":\"u\"");
        for (String time : times.split(", ")) {
            String[] words = time.split(" ");
            line.append(",\"" + words[0] + "\":\"2026-01-31T" + words[1] + "Z\"");
        }
        lines.decode(line.append('}').toString());
    }
}
