package org.crmlake.reliability;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.crmlake.model.Tenant;

/** Lets crmlake take the sources of one tenant in, kills it while it does, and compares what came of it. */
final class TenantRun {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Tenant tenant;
    private final StoredRecords stored;
    private final Launch launch;
    private final Random random;
    private final Deaths deaths;
    private final Pace pace;
    private final Expected expected = new Expected();

    TenantRun(Stores stores, Tenant tenant, Launch launch, Random random, Deaths deaths, Pace pace) {
        stores.create(tenant);
        this.tenant = tenant;
        this.stored = stores.of(tenant);
        this.launch = launch;
        this.random = random;
        this.deaths = deaths;
        this.pace = pace;
    }

    /**
     * Runs the command of {@code portion} once for each of {@code kills}, killing it, and then until it ends by itself. A command that
     * ends before it could be killed has done its work; the rest of {@code kills} is left out.
     */
    void take(Portion portion, List<Kill> kills) throws IOException, InterruptedException {
        Deque<Kill> left = new ArrayDeque<>(kills);
        boolean taken = false;
        while (!taken) {
            Kill next = deaths.isEnough() ? null : left.poll();
            try (Child child = launch.start(words(portion, next))) {
                if (next == null || !killed(child, next)) {
                    finish(child);
                    taken = true;
                } else {
                    long ahead = stored.timelineRows() - stored.lakeRows();
                    deaths.add(
                            new Death(
                                    portion.kind(),
                                    next.after(),
                                    child.lastStep().orElse(null),
                                    ahead),
                            tenant + " " + portion.name());
                }
            }
        }
        expected.add(portion);
    }

    /** By puts or by a bulk load, the batch is the same: a repeat may do it the other way. */
    private List<String> words(Portion portion, Kill next) {
        boolean bulk = next == null ? random.nextBoolean() : next.bulkLoad();
        List<String> words = new ArrayList<>(List.of(
                "--tenant", tenant.name(), "--set", "ingest.bulk-load-min-events=" + (bulk ? 0 : Integer.MAX_VALUE)));
        words.addAll(portion.command());
        return words;
    }

    private boolean killed(Child child, Kill when) throws InterruptedException {
        if (when.after() != FailPoint.ANY_TIME && !child.awaitStep(when.after(), when.times(), PATIENCE)) {
            return false;
        }
        long later = (long) (when.share() * pace.after(when.after()).toNanos());
        return !child.endsWithin(Duration.ofNanos(later)) && child.kill();
    }

    private void finish(Child child) throws InterruptedException {
        int code = child.await(PATIENCE);
        if (code != 0) {
            throw new IllegalStateException(
                    "The repeat for " + tenant + " ended with exit code " + code + ": " + child.words());
        }
        child.teach(pace);
        pace.saw(FailPoint.ANY_TIME, child.age());
    }

    /** Returns whether `crmlake verify` finds that lake and timeline hold the same. */
    boolean verified() throws IOException, InterruptedException {
        try (Child child = launch.start(List.of("--tenant", tenant.name(), "verify"))) {
            return child.await(PATIENCE) == 0;
        }
    }

    /** Returns the stores held against all portions that were taken. */
    Comparison compare() {
        return Comparison.of(expected, stored);
    }
}
