package org.crmlake.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.crmlake.ingest.source.BatchInput;
import org.crmlake.ingest.source.InputFiles;
import org.crmlake.ingest.source.InputFiles.InputFile;
import org.crmlake.lake.CommittedBatches;
import org.crmlake.model.BatchReport;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.junit.jupiter.api.Test;

/** How long a stream puts up with a folder that cannot be looked at, or a file that nobody gives it. */
class StreamStepsTest {
    private final Folder folder = new Folder();
    private final SetClock clock = new SetClock();
    private final Store store = new Store();
    private final Heard heard = new Heard();
    private final StreamSteps steps = new StreamSteps(store, folder, Optional.empty(), heard, clock);

    @Test
    void aLookThatSucceedsEndsWhatFailedBeforeIt() {
        folder.away = true;
        steps.plan();
        folder.away = false;
        clock.now = clock.now.plusSeconds(7200);
        steps.plan();

        folder.away = true;
        steps.plan();
        clock.now = clock.now.plusSeconds(60);
        steps.plan();
        clock.now = clock.now.plusSeconds(1);

        assertThatThrownBy(steps::plan)
                .isInstanceOf(CrmException.class)
                .hasMessage("Cannot list the folder: nobody answers. Wait.");
    }

    @Test
    void takesAFileAfterAllThatIsGivenAgainOnceAnotherIs() {
        folder.add("first", "second", "third");
        store.lost.add("first");
        tryInVain("first");

        store.lost.clear();
        step("second");
        step("first");
        step("third");

        assertThat(store.in).containsExactly("second", "first", "third");
        assertThat(heard.passedOver).isEmpty();
        assertThat(List.of(steps.report().accepted(), steps.report().unreadable()))
                .containsExactly(3L, 0L);
    }

    @Test
    void leavesAFileLyingThatIsAskedForOnceMoreInVain() {
        folder.add("first", "second", "third");
        store.lost.add("first");
        tryInVain("first");

        step("second");
        step("first");
        step("third");

        assertThat(store.in).containsExactly("second", "third");
        assertThat(heard.passedOver).containsExactly("Cannot read first: no data node answers. Wait.");
        assertThat(List.of(steps.report().accepted(), steps.report().unreadable()))
                .containsExactly(2L, 1L);
    }

    @Test
    void blamesTheStoreIfItDoesNotGiveTheNextFileEither() {
        folder.add("first", "second");
        store.lost.addAll(List.of("first", "second"));
        tryInVain("first");
        step("second");
        clock.now = clock.now.plusSeconds(61);

        assertThatThrownBy(() -> step("second"))
                .isInstanceOf(CrmException.class)
                .hasMessage("Cannot read first: no data node answers. Wait.");
        assertThat(heard.passedOver).isEmpty();
    }

    @Test
    void doesNotLeaveAFileLyingForAFaultOfItsOwn() {
        folder.add("first", "second");
        store.lost.add("first");
        tryInVain("first");
        step("second");
        store.kind = Kind.INTERNAL;

        assertThatThrownBy(() -> step("first")).isInstanceOf(CrmException.class);
        assertThat(heard.passedOver).isEmpty();
    }

    @Test
    void saysWhatEndsItIfThatIsNothingOfAFile() {
        folder.add("first", "second");
        store.lost.addAll(List.of("first", "second"));
        tryInVain("first");
        store.kind = Kind.LOCKED;

        assertThatThrownBy(() -> step("second")).isInstanceOfSatisfying(CrmException.class, e -> assertThat(e.kind())
                .isEqualTo(Kind.LOCKED));
    }

    /** Until it is the next one's turn. */
    private void tryInVain(String name) {
        step(name);
        clock.now = clock.now.plusSeconds(61);
        step(name);
    }

    private void step(String name) {
        String positions = steps.plan().orElseThrow();
        assertThat(positions).startsWith(name + "\t");
        steps.take(positions);
    }

    private static final class Store implements StreamSteps.Batches {
        private final Set<String> lost = new HashSet<>();
        private final List<String> in = new ArrayList<>();
        private Kind kind = Kind.EXTERNAL;

        @Override
        public boolean isIn(BatchInput input) {
            return false;
        }

        @Override
        public BatchReport take(BatchInput input) {
            if (lost.contains(input.name())) {
                throw new CrmException(kind, "Cannot read " + input.name() + ": no data node answers. Wait.");
            }
            in.add(input.name());
            return new BatchReport(input.name(), 1, 1, 0, 0, 0, Duration.ZERO);
        }
    }

    private static final class Folder implements MicroBatches {
        private final Deque<BatchInput> files = new ArrayDeque<>();
        private boolean away;

        private void add(String... names) {
            for (String name : names) {
                files.add(new InputFiles(List.of(new InputFile(name, 1, 0))));
            }
        }

        @Override
        public void begin(CommittedBatches committed) {}

        @Override
        public Optional<BatchInput> next() {
            if (away) {
                throw new CrmException(Kind.EXTERNAL, "Cannot list the folder: nobody answers. Wait.");
            }
            return Optional.ofNullable(files.poll());
        }

        @Override
        public SortedMap<String, Long> waiting() {
            return new TreeMap<>();
        }

        @Override
        public boolean mayPassOver() {
            return true;
        }

        @Override
        public void close() {}
    }

    private static final class SetClock extends Clock {
        private Instant now = Instant.parse("2026-01-31T12:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private static final class Heard implements StreamListener {
        private final List<String> passedOver = new ArrayList<>();

        @Override
        public void taken(BatchReport batch) {}

        @Override
        public void passedOver(CrmException reason) {
            passedOver.add(reason.getMessage());
        }
    }
}
