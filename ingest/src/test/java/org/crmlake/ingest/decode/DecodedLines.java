package org.crmlake.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

/** A decoder for tests to give line after line, and the draft that it fills. */
final class DecodedLines {
    private final SegmentDecoder decoder = new SegmentDecoder();
    private final EventDraft draft = new EventDraft();

    void decode(String line) {
        assertThat(problem(line)).isNull();
    }

    String problem(String line) {
        return decoder.decode(line.getBytes(StandardCharsets.UTF_8), draft);
    }

    EventDraft draft() {
        return draft;
    }

    String time() {
        assertThat(draft.hasEventTime).isTrue();
        return MicroTime.text(draft.eventTime);
    }
}
