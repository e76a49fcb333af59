package org.crmlake.hbase;

import static org.apache.hadoop.hbase.client.CompactionState.MAJOR;
import static org.apache.hadoop.hbase.client.CompactionState.MAJOR_AND_MINOR;
import static org.apache.hadoop.hbase.client.CompactionState.MINOR;
import static org.apache.hadoop.hbase.client.CompactionState.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.apache.hadoop.hbase.client.CompactionState;
import org.crmlake.hbase.RegionPurge.Pace;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That a region has been rewritten is known by its files, whatever else it compacts. */
class RegionPurgeTest {
    private static final Pace PACE = new Pace(Duration.ZERO, Duration.ofMillis(50), Duration.ofMillis(200));

    private final Scripted region = new Scripted();
    private final RegionPurge purge = new RegionPurge(region, PACE);

    @Test
    void returnsOnceTheFilesAreNew() {
        region.then(NONE, 0).then(MAJOR, 0).then(MAJOR, 0).then(NONE, 7);

        purge.run(Set.of("r"));

        assertThat(region.script).isEmpty();
        assertThat(region.asked).isEqualTo(1);
    }

    @Test
    void doesNotTakeFilesThatWereThereForItsOwn() {
        region.then(NONE, 5).then(NONE, 5).then(MAJOR, 5).then(NONE, 6);

        purge.run(Set.of("r"));

        assertThat(region.script).isEmpty();
        assertThat(region.asked).isEqualTo(2);
    }

    @Test
    void norACompactionThatBeganBefore() {
        region.then(MAJOR, 5).then(NONE, 6).then(MAJOR, 6).then(NONE, 7);

        purge.run(Set.of("r"));

        assertThat(region.script).isEmpty();
        assertThat(region.asked).isEqualTo(1);
    }

    @Test
    void norOneOfAnotherFamilyWhileThisOneWasPutOff() {
        region.then(NONE, 0)
                .then(MAJOR_AND_MINOR, 0)
                .then(MINOR, 7)
                .then(NONE, 7)
                .then(MAJOR, 7)
                .then(NONE, 8);

        purge.run(Set.of("r"));

        assertThat(region.script).isEmpty();
        assertThat(region.asked).isEqualTo(2);
    }

    @Test
    void asksAgainForWhatWasForgotten() {
        region.then(NONE, 0).then(NONE, 0).then(NONE, 0).then(MAJOR, 0).then(NONE, 7);

        purge.run(Set.of("r"));

        assertThat(region.asked).isEqualTo(3);
    }

    @Test
    void givesUpWhereCompactionsAreSwitchedOff() {
        region.forEver(NONE);

        assertThatExceptionOfType(CrmException.class)
                .isThrownBy(() -> purge.run(Set.of("r")))
                .withMessage(
                        "Cannot compact regions of HBase: region r has not begun a major compaction for 0 seconds. Perhaps"
                                + " compactions are switched off (compaction_switch true in the HBase shell switches them on)."
                                + " What was removed in them hides what is written again: run major_compact in the HBase shell"
                                + " for r, and then the command again.")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.EXTERNAL));
    }

    @ParameterizedTest
    @EnumSource(names = {"MAJOR", "MINOR", "MAJOR_AND_MINOR"})
    void givesUpOnARegionThatCompactsForEver(CompactionState state) {
        region.forEver(state);

        assertThatExceptionOfType(CrmException.class)
                .isThrownBy(() -> purge.run(Set.of("r")))
                .withMessageContaining("region r has not ended its compactions in 0 seconds")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.EXTERNAL));
    }

    /** One region that is seen to do one thing after the other. */
    private static final class Scripted implements RegionPurge.Regions {
        private record Look(CompactionState state, long made) {}

        private final Deque<Look> script = new ArrayDeque<>();
        private CompactionState always;
        private long made;
        private int asked;

        private Scripted then(CompactionState state, long made) {
            script.add(new Look(state, made));
            return this;
        }

        private void forEver(CompactionState state) {
            always = state;
        }

        @Override
        public void rewrite(String region) {
            asked++;
        }

        @Override
        public CompactionState state(String region) {
            if (always != null) {
                return always;
            }
            Look look = script.remove();
            made = look.made;
            return look.state;
        }

        @Override
        public long rewritten(String region) {
            return made;
        }
    }
}
