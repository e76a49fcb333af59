package org.crmlake.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What Linux says of a process under {@code /proc}, see proc(5). Empty where the process is gone. */
final class ProcFile {
    /** Linux shows times to programs in hundredths of a second, whatever its own tick is. */
    private static final long MILLIS_A_TICK = 10;

    private static final int UTIME = 14;
    private static final int CUTIME = 16;

    private ProcFile() {}

    /** Returns the CPU time, user and system, that the process has used itself. */
    static Optional<Duration> cpu(long pid) {
        return ticks(Long.toString(pid), UTIME);
    }

    /** Returns the CPU time of all children of this process that have ended, with that of their own ended children. */
    static Duration cpuOfEndedChildren() {
        return ticks("self", CUTIME).orElseThrow(() -> new IllegalStateException("Cannot read /proc/self/stat."));
    }

    /** Returns the most bytes of memory that the process has had resident so far. */
    static Optional<Long> peakMemory(long pid) {
        return read(Long.toString(pid), "status").flatMap(status -> status.lines()
                .filter(line -> line.startsWith("VmHWM:"))
                .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                .findFirst());
    }

    /** Returns the program and its arguments as the process was started. */
    static List<String> commandLine(long pid) {
        return read(Long.toString(pid), "cmdline")
                .map(text -> List.of(text.split("\0")))
                .orElse(List.of());
    }

    /** Sum of two neighbouring fields of {@code stat}, numbered from 1 as in the manual page. */
    private static Optional<Duration> ticks(String process, int firstField) {
        return read(process, "stat").map(stat -> {
            // The second field is the program's name in brackets, which may hold blanks.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            int index = firstField - 3;
            return Duration.ofMillis(
                    (Long.parseLong(fields[index]) + Long.parseLong(fields[index + 1])) * MILLIS_A_TICK);
        });
    }

    private static Optional<String> read(String process, String file) {
        try {
            String text = Files.readString(Path.of("/proc", process, file), StandardCharsets.ISO_8859_1);
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
