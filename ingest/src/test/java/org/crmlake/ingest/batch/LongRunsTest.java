package org.crmlake.ingest.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LongRunsTest {
    @Property
    void hasWhatWasAddedAndNothingElse(
            @ForAll @Size(max = 40) List<@Size(max = 60) List<@IntRange(max = 500) Integer>> added) {
        LongRuns runs = new LongRuns();
        Set<Long> expected = new HashSet<>();
        long size = 0;
        for (List<Integer> run : added) {
            runs.add(run.stream().mapToLong(number -> number).sorted().toArray());
            run.forEach(number -> expected.add((long) number));
            size += run.size();
        }

        for (long number = -1; number <= 501; number++) {
            assertThat(runs.contains(number)).isEqualTo(expected.contains(number));
        }
        assertThat(runs.size()).isEqualTo(size);
    }

    @Test
    void aThousandRunsBecomeFew() {
        LongRuns runs = new LongRuns();
        for (long run = 0; run < 1_000; run++) {
            runs.add(new long[] {run, run + 5_000});
        }

        assertThat(runs.runs()).isLessThan(12);
        assertThat(runs.size()).isEqualTo(2_000);
        runs.clear();
        assertThat(runs.contains(7)).isFalse();
    }
}
