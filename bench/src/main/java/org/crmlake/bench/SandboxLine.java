package org.crmlake.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A clean start of the sandbox, and a start after {@code kill -9}, each against the same servers in a JVM that nobody tuned. */
final class SandboxLine implements Line {
    private static final long EVENTS = 2_000;
    private static final double START = 8;
    private static final double RESTART = 15;
    private static final double WORST_RESTART = 30;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration LOOK = Duration.ofMillis(20);

    @Override
    public String name() {
        return "sandbox";
    }

    @Override
    public List<Comparison> measure(Lab lab) throws IOException, InterruptedException {
        // The first stop of a checkout makes the class-data archive, so the second start is the first to show how it is
        // used.
        Crmlake warm = new Crmlake(lab.repository(), lab.work().resolve("sandbox-warm"));
        warm.run("sandbox", "start");
        warm.run("sandbox", "stop");
        warm.run("sandbox", "start");
        JvmCommand server = JvmCommand.of(ProcFile.commandLine(warm.sandboxPid()));
        warm.run("sandbox", "stop");

        Side start = Side.named("bin/crmlake sandbox start, new home");
        Side restart = Side.named("bin/crmlake sandbox start after kill -9");
        Side stockStart = Side.named("the servers' JVM without -X flags, new home");
        Side stockRestart = Side.named("the servers' JVM without -X flags after kill -9");
        Path file = lab.events(EVENTS);
        for (int run = 0; run < lab.sizes().runs(); run++) {
            Crmlake tuned = new Crmlake(lab.repository(), lab.work().resolve("sandbox-tuned-" + run));
            round(tuned, file, () -> tuned.run("sandbox", "start").wall(), start, restart);
            Crmlake stock = new Crmlake(lab.repository(), lab.work().resolve("sandbox-stock-" + run));
            round(stock, file, () -> startStock(server, warm, stock), stockStart, stockRestart);
        }
        return List.of(
                new Comparison(
                        "sandbox-start",
                        "seconds",
                        "jars in the page cache, class-data archive made before",
                        start,
                        stockStart,
                        "at most 8 s",
                        start.median() <= START,
                        "From the command to its end, when tables can be read and written. CPU is that of the servers."),
                new Comparison(
                        "sandbox-restart",
                        "seconds",
                        "jars in the page cache; " + EVENTS + " events acknowledged before the kill and there after it",
                        restart,
                        stockRestart,
                        "at most 15 s, never over 30 s",
                        restart.median() <= RESTART && restart.most() <= WORST_RESTART,
                        "Killed with kill -9 right after an ingest; lake and HBase agree after each restart."));
    }

    private interface Starter {
        Duration start() throws IOException, InterruptedException;
    }

    /** A clean start, some data, a kill, a start, and a look whether the data are there. */
    private static void round(Crmlake crmlake, Path file, Starter starter, Side start, Side restart)
            throws IOException, InterruptedException {
        try {
            add(start, starter.start(), crmlake);
            fill(crmlake, file);
            kill(crmlake);
            add(restart, starter.start(), crmlake);
            checkFilled(crmlake);
        } finally {
            kill(crmlake);
        }
    }

    private static void add(Side side, Duration wall, Crmlake crmlake) throws IOException {
        side.values().add(seconds(wall));
        side.cpuSeconds().add(seconds(crmlake.sandboxCpu()));
    }

    private static void fill(Crmlake crmlake, Path file) throws IOException, InterruptedException {
        crmlake.run("init");
        crmlake.run("ingest", file.toString(), "-o", "json");
    }

    private static void checkFilled(Crmlake crmlake) throws IOException, InterruptedException {
        JsonNode count = Lab.json(crmlake.run("query", "SELECT count(*) AS events FROM events", "-o", "json")
                .out());
        if (count.path("events").asLong() != EVENTS) {
            throw new IllegalStateException("Cannot use this restart: of " + EVENTS + " events it kept " + count + ".");
        }
        crmlake.run("verify");
    }

    private static void kill(Crmlake crmlake) throws IOException {
        ProcessHandle.of(crmlake.sandboxPid()).ifPresent(sandbox -> {
            sandbox.destroyForcibly();
            sandbox.onExit().join();
        });
    }

    /** Starts the servers by the tuned sandbox's own command line, without its tuning, and waits until they say they run. */
    private static Duration startStock(JvmCommand server, Crmlake of, Crmlake other)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>();
        for (String word : server.stock().line()) {
            line.add(word.replace(of.home().toString(), other.home().toString()));
        }
        Files.createDirectories(other.home().resolve("logs"));
        File log = other.home().resolve("logs/stock.out").toFile();
        long begun = System.nanoTime();
        Process process = new ProcessBuilder(line)
                .directory(other.home().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        // A kill leaves the last process's word behind.
        while (!(other.sandboxRuns() && other.sandboxPid() == process.pid())) {
            if (!process.isAlive() || System.nanoTime() - begun > PATIENCE.toNanos()) {
                throw new IllegalStateException("Cannot start the untuned sandbox: read " + log + ".");
            }
            Thread.sleep(LOOK.toMillis());
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
