package org.crmlake.reliability;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** All deaths of a run so far, of all its lanes. */
final class Deaths {
    private final int wanted;
    private final Duration longest;
    private final PrintStream progress;
    private final long started = System.nanoTime();
    private final List<Death> deaths = new ArrayList<>();

    /**
     * @param wanted how many there are to be
     * @param longest after this time it is enough, however many there were
     * @param progress is told of each, in a line
     */
    Deaths(int wanted, Duration longest, PrintStream progress) {
        this.wanted = wanted;
        this.longest = longest;
        this.progress = progress;
    }

    synchronized boolean isEnough() {
        return deaths.size() >= wanted || System.nanoTime() - started > longest.toNanos();
    }

    synchronized void add(Death death, String portion) {
        deaths.add(death);
        say("kill %3d of %d: %s, aimed at %s, last step %s, timeline ahead by %d"
                .formatted(
                        deaths.size(),
                        wanted,
                        portion,
                        death.aimed().text(),
                        death.last() == null ? "none" : death.last().text(),
                        death.timelineAhead()));
    }

    synchronized void say(String words) {
        progress.printf(
                "%5d s  %s%n", Duration.ofNanos(System.nanoTime() - started).toSeconds(), words);
    }

    synchronized List<Death> all() {
        return List.copyOf(deaths);
    }
}
