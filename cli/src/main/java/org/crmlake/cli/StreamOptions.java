package org.crmlake.cli;

import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** When a source that never ends is looked at, and when the command ends. */
final class StreamOptions {
    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "1s",
            converter = Converters.ToDuration.class,
            description =
                    "The least time from the beginning of a batch to that of the next; each makes a commit (default: 1s).")
    Duration interval;

    @Option(
            names = "--stop-when-idle",
            paramLabel = "TIME",
            converter = Converters.ToDuration.class,
            description =
                    "End once there has been nothing new for so long, for instance 30s (default: go on until SIGTERM).")
    Duration idle;

    @Option(names = "--available-now", description = "Take in what is there now, and end. For a scheduler.")
    boolean availableNow;

    Optional<Duration> endAfter() {
        return availableNow ? Optional.of(Duration.ZERO) : Optional.ofNullable(idle);
    }
}
