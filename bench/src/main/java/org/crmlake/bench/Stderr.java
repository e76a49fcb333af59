package org.crmlake.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a process says on standard error, and when; a thread listens until the process ends. */
final class Stderr {
    private final Process process;
    private final Thread listener = new Thread(this::listen, "stderr of the command");
    private final List<Said> said = new ArrayList<>();
    private IOException failure;

    /**
     * A line.
     *
     * @param at when it came
     * @param cpu what the process and those it had started had used by then
     */
    record Said(Instant at, Duration cpu, String line) {}

    private Stderr(Process process) {
        this.process = process;
    }

    /** Begins to listen to a process whose standard error is a pipe. */
    static Stderr of(Process process) {
        Stderr stderr = new Stderr(process);
        stderr.listener.setDaemon(true);
        stderr.listener.start();
        return stderr;
    }

    /** Waits until the process says nothing more and returns all that it said, in order. */
    List<Said> await() throws InterruptedException {
        listener.join();
        if (failure != null) {
            throw new UncheckedIOException("Cannot read what the command says: " + failure + ".", failure);
        }
        return List.copyOf(said);
    }

    static String text(List<Said> said) {
        return said.stream().map(Said::line).collect(Collectors.joining("\n")).strip();
    }

    private void listen() {
        try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
            for (String line = err.readLine(); line != null; line = err.readLine()) {
                said.add(new Said(Instant.now(), cpu(), line));
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    private Duration cpu() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .flatMap(part -> ProcFile.cpu(part.pid()).stream())
                .reduce(Duration.ZERO, Duration::plus);
    }
}
