package org.crmlake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps a history from being cut, and what is said of one that needs it. */
class CommitHistoryFailuresTest {
    private static final int MOST = 20;

    private final CommittedEvents lake;

    CommitHistoryFailuresTest(@TempDir Path folder) {
        lake = new CommittedEvents(folder, MOST);
    }

    @Test
    void whatFailsBetweenWritingDownAndForgettingIsMadeUpFor() {
        lake.commitMany("web", MOST + 1);
        CommitHistory dies = new CommitHistory(lake.events(), MOST, (snapshots, now) -> {
            new ExpiredCommits(lake.expired()).add(snapshots, lake.events(), now);
            throw new IllegalStateException("killed");
        });
        assertThat(dies.shorten(Instant.now())).isZero();
        assertThat(lake.snapshots()).hasSize(MOST + 1);
        assertThat(lake.committed().ids()).hasSize(MOST + 1);

        lake.commitMany("mail", 1);
        lake.shorten();

        assertThat(lake.ancestors()).hasSize(MOST / 2);
        assertThat(lake.committed().ids()).hasSize(MOST + 2);
        assertThat(lake.expired().currentSnapshot().summary())
                .containsEntry("total-records", Integer.toString(MOST + 2 - MOST / 2));
    }

    @Test
    void noFailureOfWritingDownConcernsTheBatchButThatOfALostLock() {
        lake.commitMany("web", MOST + 1);
        for (RuntimeException failure : List.of(
                new CommitStateUnknownException(new IOException("Connection reset by peer")),
                new UncheckedIOException(new IOException("No space left on device")),
                new CrmException(Kind.NOT_FOUND, "Cannot open table crm_default.expired_commits: it does not exist."),
                new CrmException(Kind.EXTERNAL, "Cannot reach the lake."))) {
            assertThat(lake.failing(failure).shorten(Instant.now())).isZero();
        }
        CrmException locked = new CrmException(Kind.LOCKED, "Cannot ingest: somebody else took the source over.");
        CommitHistory shutOut = lake.failing(locked);
        assertThatExceptionOfType(CrmException.class)
                .isThrownBy(() -> shutOut.shorten(Instant.now()))
                .isSameAs(locked);

        assertThat(lake.snapshots()).hasSize(MOST + 1);
        assertThat(lake.shorten()).isPositive();
        assertThat(lake.committed().ids()).hasSize(MOST + 1);
    }

    @Test
    void whatIsAlwaysInTheWayEndsTheBatchAtLast() {
        UncheckedIOException full = new UncheckedIOException(new IOException("No space left on device"));
        lake.commitMany("web", 10 * MOST);
        assertThat(lake.failing(full).shorten(Instant.now())).isZero();

        lake.commitMany("mail", 1);

        CommitHistory stuck = lake.failing(full);
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> stuck.shorten(Instant.now()))
                .isSameAs(full);
        assertThat(lake.committed().ids()).hasSize(10 * MOST + 1);
    }

    @Test
    void warnsThatTheFolderOfATableIsNotMaintained() {
        lake.commitMany("web", MOST + 1);
        Table events = lake.events();
        long commits = events.currentSnapshot().sequenceNumber();
        events.updateProperties()
                .set("crmlake.maintained-at-commit", Long.toString(commits - 150_000))
                .commit();
        String warning = "had 150011 commits since it was maintained: its folder of metadata may become too full to"
                + " commit. Run `crmlake run maintenance` daily.";

        try (Warnings warnings = new Warnings()) {
            assertThat(lake.shorten()).isPositive();
            assertThat(warnings.texts).as("150,000 are not too many").isEmpty();
            lake.commitMany("mail", MOST / 2 + 1);
            assertThat(lake.shorten()).isPositive();
            assertThat(warnings.texts).singleElement().asString().endsWith(warning);
        }
        lake.history().maintained();
        lake.commitMany("post", MOST / 2 + 1);
        try (Warnings warnings = new Warnings()) {
            assertThat(lake.shorten()).isPositive();
            assertThat(warnings.texts).as("after maintenance").isEmpty();
        }
    }

    /** What the history of commits warns of while it is open. */
    private static final class Warnings extends AbstractAppender implements AutoCloseable {
        private final Logger logger = (Logger) LogManager.getLogger(CommitHistory.class);
        private final List<String> texts = new ArrayList<>();

        Warnings() {
            super("warnings", null, null, true, Property.EMPTY_ARRAY);
            start();
            logger.addAppender(this);
        }

        @Override
        public void append(LogEvent event) {
            if (event.getLevel().isMoreSpecificThan(Level.WARN)) {
                texts.add(event.getMessage().getFormattedMessage());
            }
        }

        @Override
        public void close() {
            logger.removeAppender(this);
            stop();
        }
    }
}
