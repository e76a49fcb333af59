package org.crmlake.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.crmlake.bench.Stderr.Said;

/**
 * A command to be measured. Nothing else may be started by this process meanwhile: CPU time is the growth of what the kernel
 * has booked to this process's ended children, which is exact to a hundredth of a second and misses no short-lived process.
 *
 * @param environment what is added to the environment of this process
 * @param folder where to run it; its output goes to a file there
 */
record Command(List<String> line, Map<String, String> environment, Path folder) {
    /** Short commands need quick looks. Each takes CPU from what is measured, so the next one comes after twice as long, up to the last. */
    private static final Duration FIRST_LOOK = Duration.ofMillis(20);

    private static final Duration LAST_LOOKS = Duration.ofMillis(200);

    /** Runs the command to its end; a command that fails ends the benchmark, because its time means nothing. */
    Run run() throws IOException, InterruptedException {
        Path out = folder.resolve("out.txt");
        ProcessBuilder builder =
                new ProcessBuilder(line).directory(folder.toFile()).redirectOutput(out.toFile());
        builder.environment().putAll(environment);
        Duration before = ProcFile.cpuOfEndedChildren();
        long start = System.nanoTime();
        Process process = builder.start();
        Stderr stderr = Stderr.of(process);
        Watch watch = new Watch();
        Duration wait = FIRST_LOOK;
        while (!process.waitFor(wait.toMillis(), TimeUnit.MILLISECONDS)) {
            watch.look(process.toHandle());
            process.descendants().forEach(watch::look);
            wait = wait.compareTo(LAST_LOOKS) < 0 ? wait.multipliedBy(2) : LAST_LOOKS;
        }
        Duration wall = Duration.ofNanos(System.nanoTime() - start);
        Duration cpu = ProcFile.cpuOfEndedChildren().minus(before);
        List<Said> said = stderr.await();
        if (process.exitValue() != 0) {
            throw new IllegalStateException("Cannot measure '" + shown() + "': it ended with exit code "
                    + process.exitValue() + ". It said: " + Stderr.text(said));
        }
        return new Run(wall, cpu, watch.peak(), watch.largest(), Files.readString(out, StandardCharsets.UTF_8), said);
    }

    /** Peak memory and command line of each process seen; Linux keeps the peak, so a look shortly before the end suffices. */
    private static final class Watch {
        private final Map<Long, Long> peaks = new HashMap<>();
        private final Map<Long, List<String>> lines = new HashMap<>();

        void look(ProcessHandle process) {
            ProcFile.peakMemory(process.pid()).ifPresent(peak -> {
                peaks.merge(process.pid(), peak, Math::max);
                List<String> line = ProcFile.commandLine(process.pid());
                if (!line.isEmpty()) {
                    lines.put(process.pid(), line);
                }
            });
        }

        long peak() {
            return peaks.values().stream().mapToLong(Long::longValue).max().orElse(0);
        }

        JvmCommand largest() {
            return peaks.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .map(entry -> JvmCommand.of(lines.getOrDefault(entry.getKey(), List.of())))
                    .orElseGet(() -> JvmCommand.of(List.of()));
        }
    }

    /** A class path is longer than all that one wants to read. */
    private String shown() {
        return line.stream()
                .map(word -> word.length() > 100 ? word.substring(0, 30) + "…" : word)
                .collect(Collectors.joining(" "));
    }
}
