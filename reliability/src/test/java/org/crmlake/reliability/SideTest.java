package org.crmlake.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SideTest {
    private static final Map<String, String> EXPECTED = Map.of("a", "1", "b", "2", "c", "3");

    @Test
    void agreesInWhateverOrderTheRecordsCome() {
        Side side = compare(record("c", "3"), record("a", "1"), record("b", "2"));

        assertThat(side.agrees()).isTrue();
        assertThat(side.foundChecksum()).isEqualTo(side.expectedChecksum());
    }

    @Test
    void tellsWhatIsLostFromWhatIsTwiceAndFromWhatSaysSomethingElse() {
        Side side = compare(record("a", "1"), record("a", "1"), record("b", "of another day"), record("x", "4"));

        assertThat(List.of(side.lost(), side.duplicated(), side.misfiled())).containsExactly(1L, 1L, 2L);
        assertThat(side.foundChecksum()).isNotEqualTo(side.expectedChecksum());
        assertThat(side.agrees()).isFalse();
        assertThat(side.samples()).hasSize(4);
    }

    private static Side compare(StoredRecord... found) {
        return Side.compare("store", EXPECTED, List.of(found));
    }

    private static StoredRecord record(String key, String text) {
        return new StoredRecord(key, text);
    }
}
