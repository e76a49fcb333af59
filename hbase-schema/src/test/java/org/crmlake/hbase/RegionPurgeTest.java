package org.crmlake.hbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.crmlake.hbase.RegionPurge.Pace;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.junit.jupiter.api.Test;

/** That a region has been rewritten is known by its files, whatever else it compacts. */
class RegionPurgeTest {
    private static final Pace PACE = new Pace(Duration.ZERO, Duration.ofMillis(50), Duration.ofMillis(200));

    private final Scripted region = new Scripted();
    private final RegionPurge purge = new RegionPurge(region, PACE);

    @Test
    void returnsOnceTheFilesAreNew() {
        region.then(true, 0).then(true, 0).then(false, 7);

        purge.run(Set.of("r"));

        assertThat(region.script).isEmpty();
        assertThat(region.asked).isEqualTo(1);
    }

    @Test
    void doesNotTakeAnEarlierCompactionForItsOwn() {
        region.made = 5;
        region.then(true, 5).then(true, 5).then(false, 6);

        purge.run(Set.of("r"));

        assertThat(region.made).isEqualTo(6);
    }

    @Test
    void asksAgainForWhatWasPutOff() {
        region.then(false, 0).then(false, 0).then(true, 0).then(false, 7);

        purge.run(Set.of("r"));

        assertThat(region.asked).isEqualTo(3);
    }

    @Test
    void waitsForAllFilesOfARegionToBeNew() {
        // Of two families one is done.
        region.then(true, 7).then(false, 7);

        purge.run(Set.of("r"));

        assertThat(region.script).isEmpty();
    }

    @Test
    void givesUpWhereCompactionsAreSwitchedOff() {
        region.forEver(false);

        assertThatExceptionOfType(CrmException.class)
                .isThrownBy(() -> purge.run(Set.of("r")))
                .withMessage(
                        "Cannot compact regions of HBase: region r has not begun a major compaction for 0 seconds. Perhaps"
                                + " compactions are switched off (compaction_switch true in the HBase shell switches them on). Check"
                                + " that HBase runs, and run the command again.")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.EXTERNAL));
    }

    @Test
    void givesUpOnARegionThatCompactsForEver() {
        region.forEver(true);

        assertThatExceptionOfType(CrmException.class)
                .isThrownBy(() -> purge.run(Set.of("r")))
                .withMessageContaining("region r has not ended a major compaction in 0 seconds")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.EXTERNAL));
    }

    /** One region that is seen to do one thing after the other. */
    private static final class Scripted implements RegionPurge.Regions {
        private record Look(boolean isRewriting, long made) {}

        private final Deque<Look> script = new ArrayDeque<>();
        private List<Look> last = List.of();
        private long made;
        private int asked;

        private Scripted then(boolean isRewriting, long made) {
            script.add(new Look(isRewriting, made));
            return this;
        }

        private void forEver(boolean isRewriting) {
            last = List.of(new Look(isRewriting, 0));
        }

        @Override
        public void rewrite(String region) {
            asked++;
        }

        @Override
        public boolean isRewriting(String region) {
            Look look = last.isEmpty() ? script.remove() : last.get(0);
            made = look.made;
            return look.isRewriting;
        }

        @Override
        public long rewritten(String region) {
            return made;
        }
    }
}
