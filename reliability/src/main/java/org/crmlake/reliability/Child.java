package org.crmlake.reliability;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A running command of crmlake, whose steps are followed on its stderr. */
final class Child implements AutoCloseable {
    private static final int BY_SIGKILL = 128 + 9;
    private static final Pattern ACKNOWLEDGED = Pattern.compile("(\\S+): [\\d,]+ read = .*");

    /** A step that is done, and when it was. */
    record Step(FailPoint point, long nanos) {}

    private final Process process;
    private final String command;
    private final long started = System.nanoTime();
    private final List<Step> steps = new ArrayList<>();
    private final StringBuilder words = new StringBuilder();
    private final Thread reader = new Thread(this::read, "stderr of crmlake");
    private boolean silent;

    Child(Process process, String command) {
        this.process = process;
        this.command = command;
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
            for (String line = err.readLine(); line != null; line = err.readLine()) {
                heard(line);
            }
        } catch (IOException e) {
            heard("stderr ended: " + e);
        }
        synchronized (this) {
            silent = true;
            notifyAll();
        }
    }

    private synchronized void heard(String line) {
        words.append(line).append('\n');
        FailPoint.saidBy(line).ifPresent(point -> {
            steps.add(new Step(point, System.nanoTime()));
            notifyAll();
        });
    }

    /**
     * Waits until {@code point} has been reached {@code times} times and returns true, or false if the command ended before.
     *
     * @throws IllegalStateException if neither has come after {@code patience}
     */
    synchronized boolean awaitStep(FailPoint point, int times, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (steps.stream().filter(step -> step.point() == point).count() < times) {
            long left = deadline - System.nanoTime();
            if (silent) {
                return false;
            }
            if (left <= 0) {
                throw stuck(patience);
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    /** Returns whether the command ends by itself within {@code time}. */
    boolean endsWithin(Duration time) throws InterruptedException {
        return process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Lets the process stand still where it is, by SIGSTOP. */
    void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** Lets the process go on, by SIGCONT. */
    void goOn() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        List<String> kill = new ArrayList<>(List.of("kill", "-" + signal));
        Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .forEach(one -> kill.add(Long.toString(one.pid())));
        if (new ProcessBuilder(kill).inheritIO().start().waitFor() != 0) {
            throw new IllegalStateException("Cannot send SIG" + signal + " to `" + command + "`.");
        }
    }

    /** Kills the process with SIGKILL and returns whether that, and nothing before it, was its end. */
    boolean kill() throws InterruptedException {
        // Nobody may go on in its place, should the program be a shell that waits for another one.
        List<ProcessHandle> others = process.descendants().toList();
        process.destroyForcibly();
        others.forEach(ProcessHandle::destroyForcibly);
        process.waitFor();
        reader.join();
        return process.exitValue() == BY_SIGKILL;
    }

    /**
     * Waits for the end and returns the exit code.
     *
     * @throws IllegalStateException if it does not come within {@code patience}
     */
    int await(Duration patience) throws InterruptedException {
        if (!endsWithin(patience)) {
            throw stuck(patience);
        }
        reader.join();
        return process.exitValue();
    }

    private IllegalStateException stuck(Duration patience) {
        return new IllegalStateException(
                "After " + patience + " `" + command + "` is where it was. It said: " + words());
    }

    /** Returns the last step that was said to be done. */
    synchronized Optional<FailPoint> lastStep() {
        return steps.isEmpty()
                ? Optional.empty()
                : Optional.of(steps.get(steps.size() - 1).point());
    }

    /** Returns the ids of the batches that it said are in. */
    synchronized List<String> acknowledged() {
        return words.toString()
                .lines()
                .map(ACKNOWLEDGED::matcher)
                .filter(Matcher::matches)
                .map(line -> line.group(1))
                .toList();
    }

    /** Tells {@code pace} how long everything took. */
    synchronized void teach(Pace pace) {
        for (int i = 1; i < steps.size(); i++) {
            pace.saw(
                    steps.get(i - 1).point(),
                    Duration.ofNanos(steps.get(i).nanos() - steps.get(i - 1).nanos()));
        }
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    /** Returns all that it said on stderr so far. */
    synchronized String words() {
        return words.toString();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
