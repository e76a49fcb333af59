package org.crmlake.ingest.stream;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.source.BatchInput;
import org.crmlake.lake.CommittedBatches;
import org.crmlake.model.BatchReport;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.junit.jupiter.api.Test;

/** How long a stream puts up with a folder that cannot be looked at. */
class StreamStepsTest {
    private final Folder folder = new Folder();
    private final SetClock clock = new SetClock();
    private final StreamSteps steps =
            new StreamSteps(null, folder, Mapping.SEGMENT, Set.of(), Optional.empty(), new Unheard(), clock);

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

    private static final class Folder implements MicroBatches {
        private boolean away;

        @Override
        public void begin(CommittedBatches committed) {}

        @Override
        public Optional<BatchInput> next() {
            if (away) {
                throw new CrmException(Kind.EXTERNAL, "Cannot list the folder: nobody answers. Wait.");
            }
            return Optional.empty();
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

    private static final class Unheard implements StreamListener {
        @Override
        public void taken(BatchReport batch) {}

        @Override
        public void passedOver(CrmException reason) {}
    }
}
