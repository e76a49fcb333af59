package org.crmlake.model.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.crmlake.model.CrmException;
import org.crmlake.model.EventKind;
import org.junit.jupiter.api.Test;

class SequenceLimitTest {
    private static final AsOf NOON = AsOf.startOf(LocalDate.parse("2012-01-02"), ZoneOffset.UTC);
    private static final String SEQUENCE =
            "segment: s\nwhere: { sequence: { steps: [{ event: A }, { event: B }], within: 1 day } }";

    @Test
    void ordinaryHistoriesAreFarFromTheLimit() {
        assertThat(find(2_000).holds()).isTrue();
    }

    @Test
    void aProgramThatCallsItselfACustomerDoesNotStopTheCommand() {
        assertThatThrownBy(() -> find(16_000))
                .isInstanceOf(CrmException.class)
                .hasMessage(
                        "Cannot look for a sequence in the history of shop:robot: it has so many events that more than"
                                + " 20000000 pairs would have to be compared. Give the sequence a shorter window with in, or leave"
                                + " out its within.");
    }

    private static Finding find(int events) {
        Instant start = Instant.parse("2012-01-01T00:00:00Z");
        List<Occurrence> robot = IntStream.range(0, events)
                .mapToObj(i ->
                        new Occurrence(start.plusMillis(i), "e" + i, EventKind.TRACK, i % 2 == 0 ? "A" : "B", Map.of()))
                .toList();
        Leaf leaf =
                SegmentFile.parse(SEQUENCE, LeafTypes.builtIn()).leaves().get(0).leaf();
        return leaf.test(CustomerHistory.of("shop:robot", robot, Map.of()), NOON);
    }
}
