package org.crmlake.reliability;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All that was done to processes in a run so far, in all its lanes. */
final class Toll {
    private final Map<Harm, Integer> wanted;
    private final Duration longest;
    private final PrintStream progress;
    private final long started = System.nanoTime();
    private final List<Death> deaths = new ArrayList<>();
    private final List<Pause> pauses = new ArrayList<>();
    private final List<LostAnswer> answers = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    /**
     * @param wanted how many of each there are to be
     * @param longest after this time it is enough, however many there were
     * @param progress is told of each, in a line
     */
    Toll(Map<Harm, Integer> wanted, Duration longest, PrintStream progress) {
        this.wanted = Map.copyOf(wanted);
        this.longest = longest;
        this.progress = progress;
    }

    synchronized boolean isEnough() {
        return isLate() || List.of(Harm.values()).stream().allMatch(harm -> left(harm) == 0);
    }

    synchronized boolean wants(Harm harm) {
        return !isLate() && left(harm) > 0;
    }

    private boolean isLate() {
        return System.nanoTime() - started > longest.toNanos();
    }

    /** Returns how many of a kind are still to come. */
    synchronized int left(Harm harm) {
        return Math.max(0, wanted.getOrDefault(harm, 0) - done(harm));
    }

    private int done(Harm harm) {
        return switch (harm) {
            case KILL -> deaths.size();
            case PAUSE -> pauses.size();
            case LOST_ANSWER -> answers.size();
        };
    }

    synchronized void add(Death death, String portion) {
        deaths.add(death);
        tell(
                Harm.KILL,
                "%s, aimed at %s, last step %s, timeline ahead by %d"
                        .formatted(portion, death.aimed().text(), text(death.last()), death.timelineAhead()));
    }

    synchronized void add(Pause pause, String portion) {
        pauses.add(pause);
        tell(
                Harm.PAUSE,
                "%s, aimed at %s, last step %s, %d s%s%s, ended as %s"
                        .formatted(
                                portion,
                                pause.aimed().text(),
                                text(pause.last()),
                                pause.seconds(),
                                pause.rival() ? ", a rival took over" : "",
                                pause.others() ? ", others committed" : "",
                                pause.ending()));
    }

    synchronized void add(LostAnswer answer, String portion) {
        answers.add(answer);
        tell(
                Harm.LOST_ANSWER,
                "%s, of table %s, by the %s, ended as %s"
                        .formatted(portion, answer.table(), answer.catalog().text(), answer.ending()));
    }

    /** Something did not go on as it has to; what else is to be shown can be. */
    synchronized void fail(String words) {
        failures.add(words);
        say("FAILED: " + words);
    }

    /** What was not struck shows nothing: less than was wanted is a failure. */
    synchronized void requireAll() {
        for (Harm harm : Harm.values()) {
            if (left(harm) > 0) {
                fail("of %d times %s only %d came about in %d minutes"
                        .formatted(wanted.getOrDefault(harm, 0), harm.text(), done(harm), longest.toMinutes()));
            }
        }
    }

    private void tell(Harm harm, String what) {
        say("%s %d of %d: %s".formatted(harm.text(), done(harm), wanted.getOrDefault(harm, 0), what));
    }

    private static String text(FailPoint last) {
        return last == null ? "none" : last.text();
    }

    synchronized void say(String words) {
        progress.printf(
                "%5d s  %s%n", Duration.ofNanos(System.nanoTime() - started).toSeconds(), words);
    }

    synchronized List<Death> deaths() {
        return List.copyOf(deaths);
    }

    synchronized List<Pause> pauses() {
        return List.copyOf(pauses);
    }

    synchronized List<LostAnswer> answers() {
        return List.copyOf(answers);
    }

    synchronized List<String> failures() {
        return List.copyOf(failures);
    }
}
