package org.crmlake.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DayRangesTest {
    @Test
    void writesNeighboursAsOneRange() {
        assertThat(text("2011-06-01", "2011-06-02", "2011-06-03", "2011-07-04"))
                .isEqualTo("2011-06-01..2011-06-03,2011-07-04");
        assertThat(text("2011-06-30", "2011-07-01")).isEqualTo("2011-06-30..2011-07-01");
        assertThat(text()).isEmpty();
    }

    @Test
    void readsWhatItWrote() {
        for (String days : List.of("", "2011-06-01", "1970-01-01..1972-12-31,2011-06-01,9999-12-30..9999-12-31")) {
            assertThat(DayRanges.text(DayRanges.parse(days))).isEqualTo(days);
        }
        assertThat(DayRanges.parse("2012-02-28..2012-03-01")).hasSize(3);
    }

    private static String text(String... days) {
        return DayRanges.text(Stream.of(days).map(LocalDate::parse).collect(Collectors.toCollection(TreeSet::new)));
    }
}
