package org.crmlake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BatchReportTest {
    @Test
    void addsUp() {
        assertThat(new BatchReport("b1", 10, 4, 3, 2, 1, Duration.ofSeconds(1)).read())
                .isEqualTo(10);
    }

    @Test
    void cannotBeMadeOfCountsThatDoNotAddUp() {
        assertThatThrownBy(() -> new BatchReport("b1", 10, 4, 3, 2, 0, Duration.ofSeconds(1)))
                .hasMessage("Cannot account for batch b1: read 10 records, but accepted 4 + rejected 3 + filtered 2"
                        + " + duplicates 0 = 9. Nothing was committed; please report this as a bug.");
    }

    @Test
    void tookNothingIfTheClockWasSetBackMeanwhile() {
        assertThat(new BatchReport("b1", 1, 1, 0, 0, 0, Duration.ofMinutes(-10)).took())
                .isZero();
    }
}
