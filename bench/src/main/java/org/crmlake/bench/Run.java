package org.crmlake.bench;

import java.time.Duration;
import java.util.List;
import org.crmlake.bench.Stderr.Said;

/**
 * One run of a command, in a process of its own.
 *
 * @param wall from the start of the process to its end
 * @param cpu user and system time of the process and of all processes it started and waited for
 * @param peakMemory the most resident bytes of the largest of these processes
 * @param jvm how the largest of these processes was started
 * @param out what it wrote to standard output
 * @param said what it wrote to standard error, line by line
 */
record Run(Duration wall, Duration cpu, long peakMemory, JvmCommand jvm, String out, List<Said> said) {
    /** Returns the run as it would be if nothing had happened between the line that ends with {@code from} and that with {@code to}. */
    Run without(String from, String to) {
        Said first = lineEndingWith(from);
        Said last = lineEndingWith(to);
        return new Run(
                wall.minus(Duration.between(first.at(), last.at())),
                cpu.minus(last.cpu().minus(first.cpu())),
                peakMemory,
                jvm,
                out,
                said);
    }

    private Said lineEndingWith(String words) {
        return said.stream()
                .filter(line -> line.line().endsWith(words))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "Cannot tell when this run was at '" + words + "': it has not said so."));
    }
}
