package org.crmlake.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
    private static final List<String> SEGMENTS = List.of("Champions", "Lost", "At Risk", "Promising");

    @Test
    void countsLettersAddedLeftOutAndReplaced() {
        assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(Nearest.distance("", "abc")).isEqualTo(3);
        assertThat(Nearest.distance("abc", "abc")).isZero();
    }

    @Test
    void findsWhatWasMeantWhateverTheCase() {
        assertThat(Nearest.of("champion", SEGMENTS)).contains("Champions");
        assertThat(Nearest.of("LOST", SEGMENTS)).contains("Lost");
        assertThat(Nearest.question("at rsk", SEGMENTS)).isEqualTo(" Did you mean 'At Risk'?");
    }

    @Test
    void saysNothingWhereItWouldBeAGuess() {
        assertThat(Nearest.of("whales", SEGMENTS)).isEmpty();
        assertThat(Nearest.question("whales", SEGMENTS)).isEmpty();
    }
}
