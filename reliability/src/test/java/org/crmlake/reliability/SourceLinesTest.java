package org.crmlake.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SourceLinesTest {
    @Test
    void theSameSeedGivesTheSameRecords() {
        assertThat(segment(7).batch(500))
                .isEqualTo(segment(7).batch(500))
                .isNotEqualTo(segment(8).batch(500));
        assertThat(new OrderLines(new Random(7), "o").batch(500))
                .isEqualTo(new OrderLines(new Random(7), "o").batch(500));
    }

    @Test
    void everyOutcomeComesAndNoEventComesTwice() {
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        Set<String> ids = new HashSet<>();
        RecordMaker lines = segment(1);
        for (int batch = 0; batch < 3; batch++) {
            for (SourceRecord record : lines.batch(1_000)) {
                outcomes.merge(record.outcome(), 1, Integer::sum);
                assertThat(record.id() == null || ids.add(record.id()))
                        .as("%s", record)
                        .isTrue();
            }
        }

        assertThat(outcomes).containsOnlyKeys(Outcome.EVENT, Outcome.DEAD_LETTER, Outcome.DUPLICATE);
        assertThat(outcomes.values()).allMatch(count -> count > 150);
        assertThat(ids).anyMatch(id -> id.startsWith("conflict of "));
    }

    /** The examples of docs/data-model.md. */
    @Test
    void idsAreThoseOfTheDocumentedRule() {
        String line =
                "536365,85123A,WHITE HANGING HEART T-LIGHT HOLDER,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom";

        assertThat(NameId.ofNaturalKey("shop", "order-4711")).isEqualTo("b214f7b2-73e9-5963-baaf-1def439d7ec8");
        assertThat(List.of(NameId.ofContent("online-retail", line, 0), NameId.ofContent("online-retail", line, 1)))
                .containsExactly("969eb61a-369a-5f2b-a232-c0b79bb6c117", "af1deddb-b188-5337-b9b8-93044b79042f");
    }

    @Test
    void equalLinesOfAFileAreSeveralEventsAndTheSameFileAgainBringsNone() {
        Nameless files = Nameless.inFiles();

        files.beginBatch();
        assertThat(List.of(
                        files.idOf("s", "x", 0).isPresent(),
                        files.idOf("s", "x", 1).isPresent()))
                .containsExactly(true, true);
        files.beginBatch();
        assertThat(List.of(
                        files.idOf("s", "x", 0).isPresent(),
                        files.idOf("s", "x", 1).isPresent(),
                        files.idOf("s", "x", 2).isPresent()))
                .containsExactly(false, false, true);
    }

    private static RecordMaker segment(long seed) {
        return new SegmentLines(new Random(seed), "s", Nameless.inFiles(), List.of());
    }
}
