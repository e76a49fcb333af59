package org.crmlake.reliability;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.crmlake.model.Tenant;

/** The command lines of one tenant, and when in their course they are struck. */
record Commands(Tenant tenant, Random random, Pace pace) {
    static final Duration PATIENCE = Duration.ofMinutes(10);

    /** By puts or by a bulk load, the batch is the same: a repeat may do it the other way. */
    List<String> ingest(Portion portion, boolean bulkLoad) {
        List<String> words = new ArrayList<>(List.of(
                "--tenant",
                tenant.name(),
                "--set",
                "ingest.bulk-load-min-events=" + (bulkLoad ? 0 : Integer.MAX_VALUE)));
        words.addAll(portion.command());
        return words;
    }

    List<String> ingest(Portion portion) {
        return ingest(portion, random.nextBoolean());
    }

    /** Waits for the time that is aimed at, and returns whether the command is at work then. */
    boolean reaches(Child child, Aim aim) throws InterruptedException {
        if (aim.after() != FailPoint.ANY_TIME && !child.awaitStep(aim.after(), aim.times(), PATIENCE)) {
            return false;
        }
        long later = (long) (aim.share() * pace.after(aim.after()).toNanos());
        return !child.endsWithin(Duration.ofNanos(later));
    }

    /** Lets a command that nobody strikes come to its end. */
    void finish(Child child) throws InterruptedException {
        int code = child.await(PATIENCE);
        if (code != 0) {
            throw new IllegalStateException(
                    "The repeat for " + tenant + " ended with exit code " + code + ": " + child.words());
        }
        child.teach(pace);
        pace.saw(FailPoint.ANY_TIME, child.age());
    }
}
